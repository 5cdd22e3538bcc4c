/**
 * From what came in to what is known: which message is new, which is known already, which changes another. Order is that of the
 * archive; a change whose target has not been seen waits for it. Knows no network; given the store, it only computes.
 */
import { randomId } from '../xmpp/bytes';
import type { Content, Incoming, Reply } from '../xmpp/message';
import { archiveReference, reference, referencesOf, type Batch, type Orphan, type OrphanContent, type Store } from './store';
import { comparePosition, newConversation, type Conversation, type Message } from './types';

/** Longest quote kept with an answer. */
export const MAX_QUOTE = 300;

export interface Ingested {
  readonly batch: Batch;
  readonly messages: readonly Message[];
  readonly conversations: readonly Conversation[];
  /** Messages of others that are new and were not fetched as history. */
  readonly arrived: readonly { readonly message: Message; readonly wantsReceipt: boolean; readonly source: 'live' | 'carbon' | 'archive' }[];
  /** Outbox entries that the archive shows to have arrived. */
  readonly confirmed: readonly string[];
  readonly typing: readonly { readonly peer: string; readonly typing: boolean }[];
}

export interface IngestContext {
  readonly self: string;
  readonly store: Store;
  /** The server's time now. */
  readonly now: () => number;
  readonly nextSeq: () => number;
  readonly conversation: (peer: string) => Conversation | undefined;
}

/** history: pages fetched backwards, which bring nothing new to the person. */
export type Mode = 'new' | 'history';

/** What is written last, with the conversations, is `meta`: it stands for all of it. */
export async function ingest(context: IngestContext, items: readonly Incoming[], mode: Mode, meta?: Batch['meta']): Promise<Ingested> {
  const work = new Work(context, mode);
  await work.load(items);
  for (const item of items) work.take(item);
  return work.finish(meta);
}

class Work {
  private byReference = new Map<string, Message>();
  private waiting: Orphan[] = [];
  /** Answers whose question was not here when they came, and those that have it now: by their keys, with its key. */
  private answers = new Map<string, Message>();
  private readonly answered = new Map<string, string>();
  private readonly changed = new Map<string, Message>();
  private readonly conversations = new Map<string, Conversation>();
  private readonly orphans: Orphan[] = [];
  private readonly orphansGone = new Set<string>();
  private readonly arrived: { key: string; wantsReceipt: boolean; source: 'live' | 'carbon' | 'archive' }[] = [];
  private readonly confirmed: string[] = [];
  private readonly typing: { peer: string; typing: boolean }[] = [];
  private previousAt = 0;
  /** What the archive told, in its order, and the conversations in which something known moved. */
  private readonly told = new Map<string, Message>();
  private readonly moved = new Set<string>();

  constructor(private readonly context: IngestContext, private readonly mode: Mode) {}

  async load(items: readonly Incoming[]): Promise<void> {
    const references = new Set<string>();
    for (const item of items) {
      const peer = this.peerOf(item);
      const { archiveId, ids } = item.envelope;
      if (archiveId !== undefined) references.add(archiveReference(archiveId));
      for (const id of ids) references.add(reference(peer, id));
      for (const content of item.contents) {
        if ('target' in content) references.add(reference(peer, content.target));
        if (content.kind === 'text' && content.reply) references.add(reference(peer, content.reply.id));
      }
    }
    const list = [...references];
    this.byReference = new Map(await this.context.store.byReference(list));
    this.waiting = [...await this.context.store.orphans(list)];
    for (const { content } of this.waiting) {
      const answer = content.kind === 'quoted' ? await this.context.store.message(content.key) : undefined;
      if (answer) this.answers.set(answer.key, answer);
    }
  }

  take(item: Incoming): void {
    for (const content of item.contents) this.content(item, content);
  }

  async finish(meta: Batch['meta']): Promise<Ingested> {
    const { store } = this.context;
    this.settleOrder();
    this.settleQuotes();
    const messages = [...this.changed.values()];
    const base: Batch = { messages, orphans: this.orphans.filter((o) => !this.orphansGone.has(o.target)), orphansGone: [...this.orphansGone], outboxGone: this.confirmed };
    await store.write(base);
    const conversations: Conversation[] = [];
    for (const conversation of this.conversations.values()) {
      const { peer } = conversation;
      const [last] = this.moved.has(peer) ? await store.before(peer, undefined, 1) : [];
      conversations.push({ ...conversation, ...(last && { last }), unread: await store.countAfter(peer, conversation.readAt) });
    }
    if (conversations.length > 0 || meta) await store.write({ conversations, ...(meta && { meta }) });
    return {
      batch: base, messages, conversations, confirmed: this.confirmed, typing: this.typing,
      arrived: this.arrived.flatMap(({ key, ...rest }) => {
        const message = this.changed.get(key);
        return message && message.retractedAt === undefined ? [{ message, ...rest }] : [];
      }),
    };
  }

  private peerOf(item: Incoming): string {
    const { from, to } = item.envelope;
    return (from.bare.toString() === this.context.self ? to : from).bare.toString();
  }

  private conversation(peer: string): Conversation {
    return this.conversations.get(peer) ?? this.context.conversation(peer) ?? newConversation(peer);
  }

  private change(message: Message): void {
    this.changed.set(message.key, message);
    for (const r of referencesOf(message)) this.byReference.set(r, message);
    const conversation = this.conversation(message.peer);
    if (!conversation.last || conversation.last.key === message.key || comparePosition(conversation.last, message) < 0) {
      this.conversations.set(message.peer, { ...conversation, last: message, activeAt: Math.max(conversation.activeAt, message.at) });
    }
  }

  private content(item: Incoming, content: Content): void {
    const { envelope } = item;
    const author = envelope.from.bare.toString();
    const outgoing = author === this.context.self;
    const peer = this.peerOf(item);
    switch (content.kind) {
      case 'text':
      case 'tombstone':
        this.text(item, content, peer, author, outgoing);
        break;
      case 'typing':
        if (!outgoing && envelope.source === 'live' && envelope.at === undefined) {
          this.typing.push({ peer, typing: content.state === 'composing' });
        }
        break;
      case 'error': {
        const target = this.byReference.get(reference(peer, content.target));
        if (target?.outgoing && target.status !== 'received' && envelope.source !== 'archive') {
          this.change({ ...target, status: 'failed', problem: content.condition });
        }
        break;
      }
      default: {
        const orphan: Orphan = {
          target: reference(peer, content.target), peer, author, outgoing, at: this.timeOf(item, peer), ids: envelope.ids, content,
        };
        if (outgoing) this.confirmed.push(...envelope.ids);
        if (!this.applyTo(this.byReference.get(orphan.target), orphan)) this.orphans.push(orphan);
      }
    }
  }

  /** The server's time if it tells; never before what precedes it in the same page or conversation. */
  private timeOf(item: Incoming, peer: string): number {
    const told = item.envelope.at;
    if (told === undefined) return Math.max(this.context.now(), this.conversation(peer).last?.at ?? 0);
    this.previousAt = Math.max(told, item.envelope.source === 'archive' ? this.previousAt : 0);
    return item.envelope.source === 'archive' ? this.previousAt : told;
  }

  private text(item: Incoming, content: Content & { kind: 'text' | 'tombstone' }, peer: string, author: string, outgoing: boolean): void {
    const { envelope } = item;
    const known = this.known(item, content, peer, outgoing);
    const at = this.timeOf(item, peer);
    if (known) {
      this.confirm(known, item, content, at);
      return;
    }
    const message: Message = {
      key: randomId(12), peer, at, seq: this.context.nextSeq(), outgoing, author,
      body: content.kind === 'text' ? content.body : '',
      ids: envelope.ids,
      ...(envelope.archiveId !== undefined && { archiveId: envelope.archiveId }),
      status: outgoing ? 'sent' : 'received',
      ...(content.kind === 'text' && content.markable && { markable: true }),
      ...(content.kind === 'text' && content.file && { file: content.file }),
      ...(content.kind === 'text' && content.reply && { reply: this.quoting(content.reply, this.byReference.get(reference(peer, content.reply.id))) }),
      ...(content.kind === 'tombstone' && { retractedAt: content.at ?? at }),
    };
    if (message.reply && !this.byReference.has(reference(peer, message.reply.id))) {
      const { id: target } = message.reply;
      this.orphans.push({ target: reference(peer, target), peer, author, outgoing, at, ids: [], content: { kind: 'quoted', target, key: message.key } });
    }
    const before = this.conversation(peer);
    this.change(message);
    if (envelope.source === 'archive') this.told.set(message.key, message);
    const conversation = this.conversation(peer);
    this.conversations.set(peer, {
      ...conversation,
      readAt: outgoing ? Math.max(conversation.readAt, at) : conversation.readAt,
      archived: conversation.archived && !(!outgoing && !before.muted && this.sinceChoice(conversation, at)),
    });
    if (!outgoing && this.mode === 'new') {
      this.typing.push({ peer, typing: false });
      this.arrived.push({ key: message.key, wantsReceipt: content.kind === 'text' && content.wantsReceipt, source: envelope.source });
    }
    for (const id of envelope.ids) {
      const target = reference(peer, id);
      for (const orphan of [...this.waiting, ...this.orphans].filter((o) => o.target === target)) {
        if (this.applyTo(this.changed.get(message.key), orphan)) this.orphansGone.add(target);
      }
    }
  }

  /** Whether a message came after the conversation was put where it is, on whatever device that was. */
  private sinceChoice({ chosenAt }: Conversation, at: number): boolean {
    return chosenAt === undefined ? this.mode === 'new' : at > chosenAt;
  }

  /** A message is known by its archive id; by its own ids only where no archive id contradicts, as some clients use ids twice. */
  private known(item: Incoming, content: Content & { kind: 'text' | 'tombstone' }, peer: string, outgoing: boolean): Message | undefined {
    const { archiveId, ids } = item.envelope;
    const archived = archiveId === undefined ? undefined : this.byReference.get(archiveReference(archiveId));
    if (archived) return archived.peer === peer ? archived : undefined;
    for (const id of ids) {
      const message = this.byReference.get(reference(peer, id));
      if (!message || message.outgoing !== outgoing) continue;
      if (archiveId !== undefined && message.archiveId !== undefined) continue;
      if (outgoing || content.kind === 'tombstone' || message.body === content.body || message.editedAt !== undefined || message.retractedAt !== undefined) return message;
    }
    return undefined;
  }

  private confirm(known: Message, item: Incoming, content: Content & { kind: 'text' | 'tombstone' }, at: number): void {
    const { archiveId, ids, source } = item.envelope;
    const arrived = known.status === 'pending' || known.status === 'failed';
    if (known.outgoing) this.confirmed.push(...ids);
    const place = source === 'archive' && item.envelope.at !== undefined ? this.place(known, at) : known;
    if (source === 'archive') this.told.set(known.key, place);
    if (!arrived && place === known && known.archiveId === archiveId && content.kind === 'text') return;
    const { problem: _problem, ...rest } = place;
    this.change({
      ...(arrived ? rest : place),
      ...(arrived && { status: 'sent' as const }),
      ...(archiveId !== undefined && { archiveId }),
      ...(content.kind === 'tombstone' && known.retractedAt === undefined && { retractedAt: content.at ?? known.at, body: '' }),
    });
  }

  /**
   * What came live has the time at which it came here. The archive knows better (XEP-0313 section 4.1.2: its order is that in which the server
   * received them), so a message it shows gets its place; what was read stays read.
   */
  private place(known: Message, at: number): Message {
    if (at % 1000 === 0) return known; // a server that tells whole seconds, as Prosody: what came here knows better
    const seq = this.mode === 'new' ? this.context.nextSeq() : known.seq;
    if (at === known.at && seq === known.seq) return known;
    this.moved.add(known.peer);
    const conversation = this.conversation(known.peer);
    const passed = (readAt: number): number => (readAt >= known.at ? Math.max(readAt, at) : readAt);
    this.conversations.set(known.peer, {
      ...conversation, readAt: passed(conversation.readAt), ...(known.outgoing && { peerReadAt: passed(conversation.peerReadAt) }),
    });
    return { ...known, at, seq };
  }

  /** Within one millisecond the order of the page holds: pages that go backwards are counted downwards, and what came live upwards. */
  private settleOrder(): void {
    const groups = new Map<string, Message[]>();
    for (const [key, told] of this.told) {
      const message = this.changed.get(key) ?? told;
      const name = `${message.peer}\n${message.at}`;
      const group = groups.get(name);
      if (group) group.push(message);
      else groups.set(name, [message]);
    }
    for (const group of groups.values()) {
      const seqs = group.map((m) => m.seq).sort((a, b) => a - b);
      for (const [i, message] of group.entries()) {
        if (message.seq === seqs[i]) continue;
        this.moved.add(message.peer);
        this.change({ ...message, seq: seqs[i]! });
      }
    }
  }

  /** Who wrote what is answered, and its beginning: as far as it is here. */
  private quoting(reply: Reply, target: Message | undefined): NonNullable<Message['reply']> {
    if (!target) return { ...reply, quote: '' };
    const quote = target.retractedAt === undefined ? (target.body || target.file?.name || '').slice(0, MAX_QUOTE) : '';
    return { id: reply.id, author: target.author, quote };
  }

  /** When all of the page is in: what is quoted may have been corrected further down. */
  private settleQuotes(): void {
    for (const [key, target] of this.answered) {
      const answer = this.changed.get(key) ?? this.answers.get(key);
      if (answer?.reply && answer.retractedAt === undefined) this.change({ ...answer, reply: this.quoting(answer.reply, this.changed.get(target)) });
    }
  }

  /** Applies a change to its message; false when it must wait for it. */
  private applyTo(target: Message | undefined, orphan: Orphan): boolean {
    if (!target) return false;
    if (orphan.content.kind === 'quoted') {
      this.answered.set(orphan.content.key, target.key);
      return true;
    }
    const changed = applied(target, orphan, orphan.content);
    if (changed) this.change(changed);
    if (orphan.content.kind === 'displayed') {
      const conversation = this.conversation(target.peer);
      if (orphan.outgoing) this.conversations.set(target.peer, { ...conversation, readAt: Math.max(conversation.readAt, target.at) });
      else if (target.outgoing) this.conversations.set(target.peer, { ...conversation, peerReadAt: Math.max(conversation.peerReadAt, target.at) });
    }
    return true;
  }
}

/** The message after the change, or undefined when it does not concern it: only its author may correct or take it back (T29). */
export function applied(target: Message, by: { author: string; outgoing: boolean; at: number; ids: readonly string[] }, content: OrphanContent): Message | undefined {
  switch (content.kind) {
    case 'correction':
      if (target.author !== by.author || target.retractedAt !== undefined || (target.editedAt ?? 0) > by.at) return undefined;
      return { ...target, body: content.body, editedAt: by.at, ids: [...new Set([...target.ids, ...by.ids])] };
    case 'retraction': {
      if (target.author !== by.author || target.retractedAt !== undefined) return undefined;
      const { file: _file, reactions: _reactions, reply: _reply, ...rest } = target;
      return { ...rest, body: '', retractedAt: by.at };
    }
    case 'reactions': {
      const before = target.reactions?.[by.author];
      if (target.retractedAt !== undefined || (before && before.at > by.at)) return undefined;
      return { ...target, reactions: { ...target.reactions, [by.author]: { at: by.at, emojis: content.emojis } } };
    }
    case 'received':
      return target.outgoing && !by.outgoing && !target.delivered ? { ...target, delivered: true } : undefined;
    case 'displayed':
      return target.outgoing && !by.outgoing && !target.delivered ? { ...target, delivered: true } : undefined;
    case 'quoted':
      return undefined; // it changes the answer
  }
}
