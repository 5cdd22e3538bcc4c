/**
 * The connected tab's half of the model: does what the person asks, takes in what the server sends, keeps the store, and tells
 * every tab what changed. All work on messages goes through one queue, so nothing overtakes anything; what comes while it is busy, with no
 * other work in between, is taken in together.
 */
import { randomId } from '../xmpp/bytes';
import type { Account } from '../xmpp/account';
import { StanzaError } from '../xmpp/errors';
import { Jid } from '../xmpp/jid';
import { writeChatState, writeDisplayed, writeMessage, writeReceipt, type Incoming, type Outgoing } from '../xmpp/message';
import { PING } from '../xmpp/ns';
import { el } from '../xmpp/xml';
import { ActionError } from './actions';
import { Choices } from './choices';
import { applied, ingest, MAX_QUOTE, type Ingested, type Mode } from './ingest';
import { reference, type OutboxEntry, type Store } from './store';
import type { State } from './state';
import { newConversation, type Change, type Conversation, type Message } from './types';

/** Messages per archive page. */
export const PAGE = 100;
/** Most messages a new device fetches of all conversations before it is asked for more. */
export const FIRST_SYNC = 1000;
/** Most messages that are taken in together. */
export const MAX_BATCH = 200;
/** After this silence somebody who typed no longer does. */
const TYPING_MILLIS = 20_000;
/** A message that waited longer than this gets the time of sending. */
const STALE_MILLIS = 5_000;

export interface EngineOptions {
  readonly account: Account;
  readonly store: Store;
  readonly state: State;
  readonly publish: (changes: readonly Change[]) => void;
  readonly settings: () => { readonly sendReceipts: boolean; readonly sendTyping: boolean };
}

export class Engine {
  readonly self: string;
  readonly choices: Choices;
  private queue: Promise<unknown> = Promise.resolve();
  /** The last piece of work in the queue, if that is new messages and has not begun. */
  private gathering: Incoming[] | undefined;
  private seq = Date.now() * 1000;
  /** Pages fetched backwards are counted downwards: of two messages of one millisecond the older page's is the earlier. */
  private historySeq = -Date.now() * 1000;
  private outboxOrder = Date.now() * 1000;
  private clockOffset = 0;
  private synced = false;
  private lastArchiveId: string | undefined;
  /** Outbox entries given to the live session; it re-sends them itself when resumed. */
  private readonly handed = new Set<string>();
  private readonly typingTimers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(readonly options: EngineOptions) {
    this.self = options.account.client.account.toString();
    this.choices = new Choices(this);
    const { client, messages } = options.account;
    messages.on('incoming', (incoming) => this.gather(incoming));
    client.on('acked', (tag) => void this.enqueue(() => this.acked(tag)));
  }

  get state(): State {
    return this.options.state;
  }

  get store(): Store {
    return this.options.store;
  }

  get account(): Account {
    return this.options.account;
  }

  now(): number {
    return Date.now() + this.clockOffset;
  }

  publish(...changes: Change[]): void {
    if (changes.length > 0) this.options.publish(changes);
  }

  /** Runs one piece of work after all that were asked for before. */
  enqueue<T>(work: () => Promise<T>): Promise<T> {
    this.gathering = undefined; // what comes now comes after it
    const run = this.queue.then(work);
    this.queue = run.catch(() => undefined);
    run.catch((error: unknown) => {
      if (!(error instanceof ActionError) && !(error instanceof StanzaError)) console.error(error);
    });
    return run;
  }

  conversation(peer: string): Conversation {
    return this.state.conversations.value.get(peer) ?? { ...newConversation(peer), ...this.choices.of(peer) };
  }

  async saveConversation(conversation: Conversation): Promise<void> {
    await this.store.write({ conversations: [conversation] });
    this.publish({ kind: 'conversation', value: conversation });
  }

  /** What the last session left: uploads that were cut off count as failed. */
  async restore(): Promise<void> {
    const id = await this.store.meta('lastArchiveId');
    this.lastArchiveId = typeof id === 'string' ? id : undefined;
    const offset = await this.store.meta('clockOffset');
    this.clockOffset = typeof offset === 'number' ? offset : 0;
    await this.choices.restore();
    for (const conversation of this.state.conversations.value.values()) {
      const recent = await this.store.before(conversation.peer, undefined, 30);
      const cut = recent.filter((m) => m.status === 'uploading').map((m): Message => ({ ...m, status: 'failed', problem: 'interrupted' }));
      if (cut.length > 0) await this.saveMessages(cut);
    }
  }

  /** A new session stands: fetch what happened meanwhile, then send what waits. */
  async synchronise(): Promise<void> {
    this.synced = false;
    this.handed.clear();
    void this.account.serverClock().then((offset) => {
      this.clockOffset = offset;
      return this.store.write({ meta: { clockOffset: offset } });
    });
    try {
      await this.catchUp();
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error;
      if (error.condition === 'disconnected' || error.condition === 'timeout') return; // the next session tries again
    }
    this.synced = true;
    await this.enqueue(() => this.flush());
    await this.enqueue(() => this.flushMarkers());
  }

  /** The old session goes on: only what was typed meanwhile is sent. */
  async resumed(): Promise<void> {
    await this.enqueue(() => this.flush());
    await this.enqueue(() => this.flushMarkers());
  }

  private async catchUp(): Promise<void> {
    const { messages } = this.account;
    if (this.lastArchiveId === undefined) {
      await this.firstSync();
      return;
    }
    for (;;) {
      try {
        const page = await messages.page({ after: this.lastArchiveId, max: PAGE });
        await this.enqueue(() => this.take(page.items, 'new', page.last));
        if (page.complete || page.last === undefined) return;
      } catch (error) {
        if (!(error instanceof StanzaError) || error.condition !== 'item-not-found') throw error;
        await this.sinceLast(); // our place in the archive is gone: go by time
        return;
      }
    }
  }

  /** By time instead of by id, with a minute to spare; what is known already is recognised. */
  private async sinceLast(): Promise<void> {
    let newest = 0;
    for (const c of this.state.conversations.value.values()) newest = Math.max(newest, c.last?.at ?? 0);
    let after: string | undefined;
    for (;;) {
      const page = await this.account.messages.page({ start: newest - 60_000, max: PAGE, ...(after !== undefined && { after }) });
      await this.enqueue(() => this.take(page.items, 'new', page.last));
      if (page.complete || page.last === undefined) return;
      after = page.last;
    }
  }

  /** A new device: the newest page first, then backwards. */
  private async firstSync(): Promise<void> {
    let before = '';
    let newest: string | undefined;
    let complete = false;
    for (let fetched = 0; fetched < FIRST_SYNC;) {
      const page = await this.account.messages.page({ before, max: PAGE });
      newest ??= page.last;
      await this.enqueue(() => this.take(page.items, 'history', undefined));
      fetched += page.items.length;
      complete = page.complete;
      if (complete || page.first === undefined || page.items.length === 0) break;
      before = page.first;
    }
    await this.enqueue(async () => {
      this.lastArchiveId = newest ?? this.lastArchiveId;
      const conversations = complete ? [...this.state.conversations.value.values()].map((c) => ({ ...c, complete })) : []; // that was all
      await this.store.write({ conversations, ...(newest !== undefined && { meta: { lastArchiveId: newest } }) });
      this.publish(...conversations.map((value): Change => ({ kind: 'conversation', value })));
    });
  }

  async fetchHistory(peer: string): Promise<boolean> {
    const oldest = await this.store.oldestArchived(peer);
    let before = oldest?.archiveId ?? '';
    let page;
    try {
      page = await this.account.messages.page({ with: peer, before, max: PAGE / 2 });
    } catch (error) {
      if (!(error instanceof StanzaError) || error.condition !== 'item-not-found' || before === '') throw error;
      before = '';
      page = await this.account.messages.page({ with: peer, before, max: PAGE / 2 });
    }
    const { items } = page;
    const complete = page.complete || items.length === 0;
    await this.enqueue(async () => {
      await this.take(items, 'history', undefined);
      if (complete) await this.saveConversation({ ...this.conversation(peer), complete });
    });
    return !complete;
  }

  private gather(incoming: Incoming): void {
    if (this.gathering && this.gathering.length < MAX_BATCH) {
      this.gathering.push(incoming);
      return;
    }
    const batch = [incoming];
    void this.enqueue(() => {
      if (this.gathering === batch) this.gathering = undefined;
      return this.live(batch);
    });
    this.gathering = batch;
  }

  private async live(batch: readonly Incoming[]): Promise<void> {
    const last = this.synced ? batch.findLast((i) => i.envelope.archiveId !== undefined)?.envelope.archiveId : undefined;
    await this.take(batch, 'new', last);
  }

  /** Takes in messages in their order; `last` is how far the archive is taken over with them. */
  async take(items: readonly Incoming[], mode: Mode, last: string | undefined): Promise<void> {
    const meta = last !== undefined && last !== this.lastArchiveId ? { lastArchiveId: last } : undefined;
    if (items.length > 0) {
      const older = mode === 'history' ? items.reduce((sum, { contents }) => sum + contents.length, 0) : 0;
      this.announce(await ingest(this.context(older), items, mode, meta));
    } else if (meta) {
      await this.store.write({ meta });
    }
    if (last !== undefined) this.lastArchiveId = last;
  }

  private context(older: number): Parameters<typeof ingest>[0] {
    let history = this.historySeq -= older;
    return {
      self: this.self, store: this.store, now: () => this.now(), nextSeq: () => (older > 0 ? history++ : this.seq++),
      conversation: (peer) => this.conversation(peer),
    };
  }

  private announce(result: Ingested): void {
    for (const id of result.confirmed) this.handed.delete(id);
    const byPeer = new Map<string, Message[]>();
    for (const message of result.messages) {
      const list = byPeer.get(message.peer);
      if (list) list.push(message);
      else byPeer.set(message.peer, [message]);
    }
    this.publish(
      ...result.conversations.map((value): Change => ({ kind: 'conversation', value })),
      ...[...byPeer].map(([peer, values]): Change => ({ kind: 'messages', peer, values })),
    );
    for (const { peer, typing } of result.typing) this.setTyping(peer, typing);
    for (const { message, wantsReceipt, source } of result.arrived) if (wantsReceipt && source !== 'carbon') this.sendReceipt(message);
    this.publish(...result.arrived
      .filter(({ message }) => !(this.state.conversations.value.get(message.peer)?.muted ?? false))
      .map(({ message }): Change => ({ kind: 'arrived', value: message })));
  }

  private setTyping(peer: string, typing: boolean): void {
    clearTimeout(this.typingTimers.get(peer));
    this.typingTimers.delete(peer);
    if (this.state.typing.value.has(peer) !== typing) this.publish({ kind: 'typing', peer, typing });
    if (typing) this.typingTimers.set(peer, setTimeout(() => this.setTyping(peer, false), TYPING_MILLIS));
  }

  /** A receipt tells that we are here: only to those who may know (XEP-0184 section 6). */
  private sendReceipt(message: Message): void {
    const subscription = this.state.contacts.value.get(message.peer)?.subscription;
    const id = message.ids[0];
    if (!id || (subscription !== 'from' && subscription !== 'both')) return;
    this.account.client.send(writeReceipt(message.peer, randomId(8), id));
  }

  // What the person sends

  async sendText(id: string, peer: string, body: string, replyTo: string | undefined): Promise<void> {
    if ((await this.store.byReference([reference(peer, id)])).size > 0) return;
    const answered = replyTo === undefined ? undefined : await this.store.message(replyTo);
    const target = answered?.ids[0];
    const quote = answered ? (answered.body || answered.file?.name || '').slice(0, MAX_QUOTE) : '';
    const reply = answered && target ? { id: target, author: answered.author, quote } : undefined;
    const message = this.draft(peer, { body, status: 'pending', ids: [id], ...(reply && { reply }) });
    await this.submit(message, { kind: 'text', body, ...(reply && { reply }) });
  }

  /** A new message of ours, not yet stored. */
  draft(peer: string, parts: Partial<Message> & Pick<Message, 'body' | 'status'>): Message {
    const last = this.conversation(peer).last;
    const at = Math.max(this.now(), last?.at ?? 0);
    return { key: randomId(12), peer, at, seq: this.seq++, outgoing: true, author: this.self, ids: [randomId(16)], ...parts };
  }

  /** Stores a message together with its place in the outbox, then sends if possible. */
  async submit(message: Message, content: Outgoing): Promise<void> {
    const entry: OutboxEntry = { id: message.ids[0]!, order: this.outboxOrder++, peer: message.peer, key: message.key, content };
    await this.addMessage(message, [entry]);
    await this.flush();
  }

  async addMessage(message: Message, outbox: readonly OutboxEntry[]): Promise<void> {
    const before = this.conversation(message.peer);
    const conversation: Conversation = {
      ...before, last: message, activeAt: message.at, readAt: message.at, unread: 0, archived: false,
    };
    await this.store.write({ messages: [message], conversations: [conversation], outbox });
    this.publish({ kind: 'conversation', value: conversation }, { kind: 'messages', peer: message.peer, values: [message] });
    if (before.archived) await this.choices.choose(message.peer, { archived: false });
  }

  /** Changes a message, here at once and for the others through the outbox. */
  async changeAndTell(key: string, content: Exclude<Outgoing, { kind: 'text' }>): Promise<void> {
    const target = await this.store.message(key);
    if (!target) throw new ActionError('item-not-found');
    const id = randomId(16);
    const changed = applied(target, { author: this.self, outgoing: true, at: this.now(), ids: [id] }, content);
    if (!changed) throw new ActionError('not-allowed');
    await this.store.write({ outbox: [{ id, order: this.outboxOrder++, peer: target.peer, content }] });
    await this.saveMessages([changed]);
    await this.flush();
  }

  /** Stores messages and, where one is the last of its conversation, that too. */
  async saveMessages(messages: readonly Message[]): Promise<void> {
    const conversations = messages.flatMap((m) => {
      const conversation = this.conversation(m.peer);
      return conversation.last?.key === m.key ? [{ ...conversation, last: m }] : [];
    });
    await this.store.write({ messages, conversations });
    this.publish(
      ...conversations.map((value): Change => ({ kind: 'conversation', value })),
      ...messages.map((m): Change => ({ kind: 'messages', peer: m.peer, values: [m] })),
    );
  }

  /** Sends what waits, in order, each once per session. Runs in the queue only. */
  async flush(): Promise<void> {
    const { client } = this.account;
    if (!client.online || !this.synced) return;
    for (const entry of await this.store.outbox()) {
      if (this.handed.has(entry.id)) continue;
      await this.stampLate(entry);
      if (!client.send(writeMessage(entry.peer, entry.id, entry.content), entry.id)) return;
      this.handed.add(entry.id);
      // without XEP-0198 an answered ping shows that the server has read what came before it
      if (!client.managed) void client.iq('get', el('ping', PING)).then(() => this.enqueue(() => this.acked(entry.id)), () => undefined);
    }
  }

  /** What was typed offline gets the place it has in the archive: when it is sent. */
  private async stampLate(entry: OutboxEntry): Promise<void> {
    const message = entry.key === undefined ? undefined : await this.store.message(entry.key);
    if (!message || message.status !== 'pending' || this.now() - message.at < STALE_MILLIS) return;
    const last = this.conversation(message.peer).last;
    const moved: Message = { ...message, at: Math.max(this.now(), last?.at ?? 0), seq: this.seq++ };
    const conversation = { ...this.conversation(message.peer), last: moved, activeAt: moved.at, readAt: moved.at };
    await this.store.write({ messages: [moved], conversations: [conversation] });
    this.publish({ kind: 'conversation', value: conversation }, { kind: 'messages', peer: moved.peer, values: [moved] });
  }

  private async acked(id: string): Promise<void> {
    if (!this.handed.delete(id)) return;
    const entry = (await this.store.outbox()).find((e) => e.id === id);
    await this.store.write({ outboxGone: [id] });
    const message = entry?.key === undefined ? undefined : await this.store.message(entry.key);
    if (message?.status === 'pending') await this.saveMessages([{ ...message, status: 'sent' }]);
  }

  typing(peer: string, composing: boolean): void {
    const known = this.state.contacts.value.has(peer) || this.conversation(peer).last !== undefined;
    if (known && this.options.settings().sendTyping) {
      this.account.client.send(writeChatState(peer, randomId(8), composing ? 'composing' : 'active'));
    }
  }

  async markRead(peer: string, at: number): Promise<void> {
    const conversation = this.state.conversations.value.get(peer);
    if (!conversation || (at <= conversation.readAt && conversation.unread === 0)) return;
    const readAt = Math.max(at, conversation.readAt);
    const recent = await this.store.before(peer, { at: readAt, seq: Infinity }, 20);
    const marker = recent.reverse().find((m) => !m.outgoing && m.markable)?.ids[0];
    const tell = this.options.settings().sendReceipts && marker;
    await this.saveConversation({
      ...conversation, readAt, unread: await this.store.countAfter(peer, readAt), ...(tell && { marker: tell }),
    });
    await this.flushMarkers();
  }

  private async flushMarkers(): Promise<void> {
    for (const conversation of this.state.conversations.value.values()) {
      const { marker, ...rest } = conversation;
      if (marker === undefined || !this.account.client.online) continue;
      // a displayed marker also tells who we are: not to strangers
      if (this.state.contacts.value.has(rest.peer) || rest.last?.outgoing) {
        this.account.client.send(writeDisplayed(rest.peer, randomId(8), marker));
      }
      await this.saveConversation(rest);
    }
  }
}

/** The address of a person, as typed; rejects what is none. */
export function addressOf(text: string): Jid {
  const jid = Jid.read(text.trim());
  if (!jid || jid.local === '') throw new ActionError('jid-malformed');
  return jid.bare;
}
