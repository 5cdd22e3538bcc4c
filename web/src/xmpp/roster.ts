/** Contacts and who may see whom: RFC 6121 sections 2 and 3. */
import type { Client } from './client';
import type { Emitter } from './emitter';
import { Emitter as Emitting } from './emitter';
import { StanzaError } from './errors';
import { Jid } from './jid';
import { CLIENT, PARS, ROSTER } from './ns';
import { el, type XmlElement } from './xml';

export interface RosterItem {
  readonly jid: string;
  readonly name: string;
  readonly subscription: 'none' | 'to' | 'from' | 'both';
  /** We asked to see this contact's presence and wait for the answer. */
  readonly pending: boolean;
  readonly groups: readonly string[];
}

export interface RosterEvents {
  item: { readonly item: RosterItem; readonly version: string };
  removed: { readonly jid: string; readonly version: string };
}

export class Roster {
  readonly events: Emitter<RosterEvents> = new Emitting<RosterEvents>();

  constructor(private readonly client: Client) {
    client.handle('set', 'query', ROSTER, (query, iq) => this.push(query, iq));
  }

  /** The whole list, or undefined when the one we have with that version still holds (section 2.6). */
  async fetch(version: string | undefined): Promise<{ items: RosterItem[]; version: string } | undefined> {
    const result = await this.client.iq('get', el('query', ROSTER, { ver: version }));
    const query = result.child('query', ROSTER);
    if (!query) return undefined;
    return { items: query.all('item').map(readItem).filter((i) => i !== undefined), version: query.attr('ver') ?? '' };
  }

  async set(jid: Jid, name: string, groups: readonly string[]): Promise<void> {
    await this.client.iq('set', el('query', ROSTER, {},
      el('item', ROSTER, { jid: jid.bare.toString(), name: name || undefined }, groups.map((g) => el('group', ROSTER, {}, g)))));
  }

  async remove(jid: Jid): Promise<void> {
    await this.client.iq('set', el('query', ROSTER, {}, el('item', ROSTER, { jid: jid.bare.toString(), subscription: 'remove' })));
  }

  /** Asks to see the contact's presence, with the token of an invitation if there is one (XEP-0379). */
  subscribe(jid: Jid, token?: string): void {
    this.subscription(jid, 'subscribe', token ? el('preauth', PARS, { token }) : undefined);
  }

  approve(jid: Jid): void {
    this.subscription(jid, 'subscribed');
  }

  /** Refuses a request, or takes a permission back. */
  refuse(jid: Jid): void {
    this.subscription(jid, 'unsubscribed');
  }

  private subscription(jid: Jid, type: string, child?: XmlElement): void {
    this.client.send(el('presence', CLIENT, { to: jid.bare.toString(), type }, child));
  }

  /** T15: a push counts only from our own server (section 2.1.6). */
  private push(query: XmlElement, iq: XmlElement): undefined {
    const from = iq.attr('from');
    if (from !== undefined && from !== this.client.account.toString()) throw new StanzaError('service-unavailable');
    const version = query.attr('ver') ?? '';
    for (const element of query.all('item')) {
      const jid = Jid.read(element.attr('jid'));
      if (!jid) continue;
      const item = readItem(element);
      if (item) this.events.emit('item', { item, version });
      else if (element.attr('subscription') === 'remove') this.events.emit('removed', { jid: jid.toString(), version });
    }
    return undefined;
  }
}

function readItem(item: XmlElement): RosterItem | undefined {
  const jid = Jid.read(item.attr('jid'));
  const subscription = item.attr('subscription') ?? 'none';
  if (!jid || (subscription !== 'none' && subscription !== 'to' && subscription !== 'from' && subscription !== 'both')) return undefined;
  return {
    jid: jid.toString(),
    name: item.attr('name') ?? '',
    subscription,
    pending: item.attr('ask') === 'subscribe',
    groups: item.all('group').map((g) => g.text),
  };
}
