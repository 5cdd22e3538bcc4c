/**
 * How an account keeps its conversations: pinned, muted, archived. In private XML storage (XEP-0049), one child for each conversation with the
 * time of the choice, so that all devices agree; a note tells the account's other devices to look again.
 */
import { randomId } from './bytes';
import type { Client } from './client';
import { Emitter } from './emitter';
import { Jid } from './jid';
import { readDate } from './message';
import { CLIENT, CONVERSATIONS, HINTS, PRIVATE } from './ns';
import { el, type XmlElement } from './xml';

export interface Choice {
  readonly pinned: boolean;
  readonly muted: boolean;
  readonly archived: boolean;
  /** When it was made, in milliseconds. */
  readonly at: number;
}

/** By bare address. */
export type Choices = ReadonlyMap<string, Choice>;

/** Most conversations that are kept so, and the longest address: a stanza with all of them stays below what servers take. */
export const MAX_CHOICES = 300;
export const MAX_ADDRESS = 256;

export interface ChoiceEvents {
  /** Another device has stored something. */
  changed: undefined;
}

/** Most other devices that are told. */
const MAX_DEVICES = 50;

export class ChoiceStorage extends Emitter<ChoiceEvents> {
  /** Full addresses of the account's other devices that are available. */
  private readonly others = new Set<string>();

  constructor(private readonly client: Client) {
    super();
    client.on('session', ({ resumed }) => {
      if (!resumed) this.others.clear();
    });
    client.on('presence', (presence) => {
      const device = this.otherDevice(presence);
      if (device === undefined) return;
      const type = presence.attr('type');
      if (type === 'unavailable') this.others.delete(device);
      else if (type === undefined && this.others.size < MAX_DEVICES) this.others.add(device);
    });
    client.on('message', (message) => {
      if (message.child('changed', CONVERSATIONS) && this.otherDevice(message) !== undefined) this.emit('changed', undefined); // nobody else is believed
    });
  }

  /** What is stored. What cannot be read in it counts as not there. */
  async read(): Promise<Choices> {
    const result = await this.client.iq('get', el('query', PRIVATE, {}, el('conversations', CONVERSATIONS)));
    return readChoices(result.child('query', PRIVATE)?.child('conversations', CONVERSATIONS));
  }

  async write(choices: Choices): Promise<void> {
    await this.client.iq('set', el('query', PRIVATE, {}, writeChoices(choices)));
  }

  /**
   * Not a chat: it has no body, and is neither archived nor copied (XEP-0334). To full addresses, as servers differ in what a headline to one's
   * own bare address does.
   */
  tell(): void {
    for (const to of this.others) {
      this.client.send(el('message', CLIENT, { to, type: 'headline', id: randomId(8) },
        el('changed', CONVERSATIONS), el('no-store', HINTS), el('no-copy', HINTS)));
    }
  }

  private otherDevice(stanza: XmlElement): string | undefined {
    const from = Jid.read(stanza.attr('from'));
    return from && !from.isBare && from.bare.equals(this.client.account) && !from.equals(this.client.jid) ? from.toString() : undefined;
  }
}

export function readChoices(stored: XmlElement | undefined): Choices {
  const found = new Map<string, Choice>();
  for (const item of stored?.all('conversation') ?? []) {
    const peer = Jid.read(item.attr('jid'))?.bare.toString() ?? '';
    const at = readDate(item.attr('at'));
    if (peer === '' || peer.length > MAX_ADDRESS || at === undefined || at < 0) continue;
    if ((found.get(peer)?.at ?? 0) > at) continue;
    const flag = (name: string): boolean => item.attr(name) === 'true' || item.attr(name) === '1';
    found.set(peer, { pinned: flag('pinned'), muted: flag('muted'), archived: flag('archived'), at });
  }
  return limited(found);
}

export function writeChoices(choices: Choices): XmlElement {
  const flag = (value: boolean): string | undefined => (value ? 'true' : undefined);
  return el('conversations', CONVERSATIONS, {}, [...choices].map(([jid, c]) => el('conversation', CONVERSATIONS, {
    jid, at: new Date(c.at).toISOString(), pinned: flag(c.pinned), muted: flag(c.muted), archived: flag(c.archived),
  })));
}

/** As many as are kept, the same on each device: first what is not as usual, then what was chosen last. */
export function limited(choices: Choices): Choices {
  const usual = (c: Choice): number => Number(!c.pinned && !c.muted && !c.archived);
  return new Map([...choices]
    .filter(([peer]) => peer.length <= MAX_ADDRESS)
    .sort(([a, x], [b, y]) => usual(x) - usual(y) || y.at - x.at || (a < b ? -1 : 1))
    .slice(0, MAX_CHOICES));
}
