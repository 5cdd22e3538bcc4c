/** Who is there: RFC 6121 section 4, with avatar hashes (XEP-0153), nicknames (XEP-0172) and idle times (XEP-0319). */
import type { Client } from './client';
import { Emitter } from './emitter';
import { Jid } from './jid';
import { CLIENT, IDLE, NICK, VCARD_UPDATE } from './ns';
import { el, type XmlElement } from './xml';

export type Show = 'online' | 'chat' | 'away' | 'xa' | 'dnd';

export interface PresenceEvents {
  available: {
    readonly from: Jid;
    readonly show: Show;
    readonly status: string;
    readonly priority: number;
    /** Hash of the avatar, '' for none, undefined when the client does not say. */
    readonly avatar: string | undefined;
    readonly idleSince: string | undefined;
    readonly stanza: XmlElement;
  };
  unavailable: { readonly from: Jid; readonly status: string };
  subscribe: { readonly from: Jid; readonly nick: string; readonly status: string };
  subscribed: Jid;
  unsubscribe: Jid;
  unsubscribed: Jid;
}

const SHOWS: readonly string[] = ['chat', 'away', 'xa', 'dnd'];

export class Presences extends Emitter<PresenceEvents> {
  constructor(private readonly client: Client) {
    super();
    client.on('presence', (stanza) => this.receive(stanza));
  }

  send(show: Show, status: string, avatar: string | undefined, caps: XmlElement | undefined): void {
    this.client.send(el('presence', CLIENT, {},
      show !== 'online' && el('show', CLIENT, {}, show),
      status && el('status', CLIENT, {}, status),
      caps,
      el('x', VCARD_UPDATE, {}, avatar !== undefined && el('photo', VCARD_UPDATE, {}, avatar))));
  }

  private receive(stanza: XmlElement): void {
    const from = Jid.read(stanza.attr('from'));
    if (!from) return;
    const status = stanza.textOf('status') ?? '';
    switch (stanza.attr('type')) {
      case undefined: {
        const show = stanza.textOf('show') ?? '';
        const update = stanza.child('x', VCARD_UPDATE);
        this.emit('available', {
          from,
          show: (SHOWS.includes(show) ? show : 'online') as Show,
          status,
          priority: Number(stanza.textOf('priority') ?? 0) || 0,
          avatar: update?.textOf('photo')?.trim().toLowerCase(),
          idleSince: stanza.child('idle', IDLE)?.attr('since'),
          stanza,
        });
        break;
      }
      case 'unavailable':
        this.emit('unavailable', { from, status });
        break;
      case 'subscribe':
        this.emit('subscribe', { from: from.bare, nick: stanza.textOf('nick', NICK) ?? '', status });
        break;
      case 'subscribed':
        this.emit('subscribed', from.bare);
        break;
      case 'unsubscribe':
        this.emit('unsubscribe', from.bare);
        break;
      case 'unsubscribed':
        this.emit('unsubscribed', from.bare);
        break;
    }
  }
}
