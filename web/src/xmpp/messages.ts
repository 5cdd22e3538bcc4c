/** Messages as they come in: new ones, carbons (XEP-0280) and the archive's (XEP-0313), each believed only from whom it may come. */
import { randomId } from './bytes';
import type { Client } from './client';
import { Emitter } from './emitter';
import { StanzaError } from './errors';
import { form } from './forms';
import { Jid } from './jid';
import { archiveIdOf, idsOf, readContents, readDate, type Incoming } from './message';
import { CARBONS, CLIENT, DATA, DELAY, FORWARD, FULLTEXT, MAM, RSM } from './ns';
import { el, type XmlElement } from './xml';

export interface MessagesEvents {
  incoming: Incoming;
}

export interface PageRequest {
  readonly with?: string;
  /** After this archive id, oldest first; or before it ('' means the end), newest page. */
  readonly after?: string;
  readonly before?: string;
  readonly start?: number;
  readonly text?: string;
  readonly max: number;
}

export interface Page {
  readonly items: readonly Incoming[];
  readonly complete: boolean;
  readonly first: string | undefined;
  readonly last: string | undefined;
}

export class Messages extends Emitter<MessagesEvents> {
  /** Queries under way; results without one are not believed (T14). */
  private readonly queries = new Map<string, Incoming[]>();

  constructor(private readonly client: Client) {
    super();
    client.on('message', (message) => this.receive(message));
  }

  async enableCarbons(): Promise<void> {
    if (!this.client.carbonsOn) await this.client.iq('set', el('enable', CARBONS));
  }

  /** One page of our own archive, in its order. */
  async page(request: PageRequest): Promise<Page> {
    const queryid = randomId(8);
    const items: Incoming[] = [];
    this.queries.set(queryid, items);
    try {
      const start = request.start === undefined ? undefined : new Date(request.start).toISOString();
      const result = await this.client.iq('set', el('query', MAM, { queryid },
        form(MAM, { with: request.with, start, [`{${FULLTEXT}}fulltext`]: request.text }),
        el('set', RSM, {},
          el('max', RSM, {}, String(request.max)),
          request.after !== undefined && el('after', RSM, {}, request.after),
          request.before !== undefined && el('before', RSM, {}, request.before))), undefined, 60_000);
      const fin = result.child('fin', MAM);
      if (!fin) throw new StanzaError('undefined-condition');
      const set = fin.child('set', RSM);
      return {
        items,
        complete: fin.attr('complete') === 'true' || fin.attr('complete') === '1',
        first: set?.textOf('first'),
        last: set?.textOf('last'),
      };
    } finally {
      this.queries.delete(queryid);
    }
  }

  /** Whether the archive can search by text (XEP-0431). */
  async searchable(): Promise<boolean> {
    const result = await this.client.iq('get', el('query', MAM));
    const x = result.child('query', MAM)?.child('x', DATA);
    return x?.all('field').some((f) => f.attr('var') === `{${FULLTEXT}}fulltext`) ?? false;
  }

  private get own(): Jid {
    return this.client.account;
  }

  private fromOwnAccount(message: XmlElement): boolean {
    const from = message.attr('from');
    return from === undefined || Jid.read(from)?.equals(this.own) === true;
  }

  private receive(message: XmlElement): void {
    const result = message.child('result', MAM);
    if (result) {
      const items = this.queries.get(result.attr('queryid') ?? '');
      if (!items || !this.fromOwnAccount(message)) return;
      const id = result.attr('id');
      const incoming = id === undefined ? undefined : this.forwarded(result, 'archive', id);
      if (incoming) items.push(incoming);
      return;
    }
    const carbon = message.child('received', CARBONS) ?? message.child('sent', CARBONS);
    if (carbon) {
      if (!this.fromOwnAccount(message)) return; // CVE-2017-5589
      const incoming = this.forwarded(carbon, 'carbon', undefined);
      if (incoming) this.emit('incoming', incoming);
      return;
    }
    const incoming = this.read(message, 'live', archiveIdOf(message, this.own), delayOf(message, this.own));
    if (incoming) this.emit('incoming', incoming);
  }

  private forwarded(wrapper: XmlElement, source: 'carbon' | 'archive', archiveId: string | undefined): Incoming | undefined {
    const forwarded = wrapper.child('forwarded', FORWARD);
    const inner = forwarded?.child('message', CLIENT);
    if (!forwarded || !inner) return undefined;
    const at = readDate(forwarded.child('delay', DELAY)?.attr('stamp'));
    // a carbon of a new message carries the time of copying or none: it is new for us as well
    return this.read(inner, source, archiveId ?? archiveIdOf(inner, this.own), source === 'archive' ? at : undefined);
  }

  private read(message: XmlElement, source: 'live' | 'carbon' | 'archive', archiveId: string | undefined, at: number | undefined): Incoming | undefined {
    const from = message.attr('from') === undefined ? this.own : Jid.read(message.attr('from'));
    const to = message.attr('to') === undefined ? this.own : Jid.read(message.attr('to'));
    const type = message.attr('type') ?? 'normal';
    if (!from || !to || type === 'groupchat') return undefined;
    const contents = readContents(message);
    if (contents.length === 0) return undefined;
    return { envelope: { from, to, type, ids: idsOf(message), archiveId, at, source }, contents };
  }
}

/** XEP-0203, as our own server stamps it on what waited for us. */
function delayOf(message: XmlElement, own: Jid): number | undefined {
  const delay = message.all('delay', DELAY).find((d) => {
    const from = Jid.read(d.attr('from'));
    return !from || from.equals(own) || from.toString() === own.domain;
  });
  return readDate(delay?.attr('stamp'));
}
