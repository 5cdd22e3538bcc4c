/** A store that forgets when the page closes: where the browser has no database, and in tests. */
import {
  matches, folded, referencesOf, type Batch, type Orphan, type OutboxEntry, type Position, type Store, type StoredAvatar,
} from './store';
import { comparePosition, type Contact, type Conversation, type KnownProfile, type Message } from './types';

export class MemoryStore implements Store {
  private readonly messages = new Map<string, Message>();
  private readonly references = new Map<string, string>();
  private readonly talks = new Map<string, Conversation>();
  private readonly waiting = new Map<string, OutboxEntry>();
  private lost: Orphan[] = [];
  private readonly people = new Map<string, Contact>();
  private readonly known = new Map<string, KnownProfile>();
  private readonly avatars = new Map<string, StoredAvatar>();
  private readonly files = new Map<string, Blob>();
  private readonly values = new Map<string, unknown>();

  write(batch: Batch): Promise<void> {
    for (const message of batch.messages ?? []) {
      this.messages.set(message.key, message);
      for (const r of referencesOf(message)) this.references.set(r, message.key);
    }
    for (const key of batch.messagesGone ?? []) this.messages.delete(key);
    for (const c of batch.conversations ?? []) this.talks.set(c.peer, c);
    if (batch.orphansGone) this.lost = this.lost.filter((o) => !batch.orphansGone!.includes(o.target));
    this.lost.push(...(batch.orphans ?? []));
    for (const e of batch.outbox ?? []) this.waiting.set(e.id, e);
    for (const id of batch.outboxGone ?? []) this.waiting.delete(id);
    for (const [name, value] of Object.entries(batch.meta ?? {})) this.values.set(name, value);
    return Promise.resolve();
  }

  /** All of it that is written in batches. */
  contents(): Required<Pick<Batch, 'messages' | 'conversations' | 'orphans' | 'meta'>> {
    return { messages: [...this.messages.values()], conversations: [...this.talks.values()], orphans: [...this.lost], meta: Object.fromEntries(this.values) };
  }

  message(key: string): Promise<Message | undefined> {
    return Promise.resolve(this.messages.get(key));
  }

  byReference(references: readonly string[]): Promise<ReadonlyMap<string, Message>> {
    const found = new Map<string, Message>();
    for (const r of references) {
      const message = this.messages.get(this.references.get(r) ?? '');
      if (message) found.set(r, message);
    }
    return Promise.resolve(found);
  }

  orphans(references: readonly string[]): Promise<readonly Orphan[]> {
    return Promise.resolve(this.lost.filter((o) => references.includes(o.target)));
  }

  private of(peer: string): Message[] {
    return [...this.messages.values()].filter((m) => m.peer === peer).sort(comparePosition);
  }

  before(peer: string, position: Position | undefined, limit: number): Promise<Message[]> {
    return Promise.resolve(this.of(peer).filter((m) => !position || comparePosition(m, position) < 0).slice(-limit));
  }

  after(peer: string, position: Position, limit: number): Promise<Message[]> {
    return Promise.resolve(this.of(peer).filter((m) => comparePosition(m, position) > 0).slice(0, limit));
  }

  countAfter(peer: string, at: number): Promise<number> {
    return Promise.resolve(this.of(peer).filter((m) => m.at > at).length);
  }

  oldestArchived(peer: string): Promise<Message | undefined> {
    return Promise.resolve(this.of(peer).find((m) => m.archiveId !== undefined));
  }

  search(text: string, peer: string | undefined, limit: number): Promise<Message[]> {
    const needle = folded(text);
    return Promise.resolve([...this.messages.values()]
      .filter((m) => (peer === undefined || m.peer === peer) && matches(m, needle)).sort(comparePosition).reverse().slice(0, limit));
  }

  conversations(): Promise<Conversation[]> {
    return Promise.resolve([...this.talks.values()]);
  }

  removeConversation(peer: string): Promise<void> {
    this.talks.delete(peer);
    for (const m of this.of(peer)) this.messages.delete(m.key);
    return Promise.resolve();
  }

  outbox(): Promise<OutboxEntry[]> {
    return Promise.resolve([...this.waiting.values()].sort((a, b) => a.order - b.order));
  }

  contacts(): Promise<Contact[]> {
    return Promise.resolve([...this.people.values()]);
  }

  replaceContacts(contacts: readonly Contact[]): Promise<void> {
    this.people.clear();
    for (const c of contacts) this.people.set(c.jid, c);
    return Promise.resolve();
  }

  putContact(contact: Contact): Promise<void> {
    this.people.set(contact.jid, contact);
    return Promise.resolve();
  }

  removeContact(jid: string): Promise<void> {
    this.people.delete(jid);
    return Promise.resolve();
  }

  profiles(): Promise<KnownProfile[]> {
    return Promise.resolve([...this.known.values()]);
  }

  putProfile(profile: KnownProfile): Promise<void> {
    this.known.set(profile.jid, profile);
    return Promise.resolve();
  }

  avatar(hash: string): Promise<StoredAvatar | undefined> {
    return Promise.resolve(this.avatars.get(hash));
  }

  putAvatar(avatar: StoredAvatar): Promise<void> {
    this.avatars.set(avatar.hash, avatar);
    return Promise.resolve();
  }

  file(key: string): Promise<Blob | undefined> {
    return Promise.resolve(this.files.get(key));
  }

  putFile(key: string, file: Blob): Promise<void> {
    this.files.set(key, file);
    return Promise.resolve();
  }

  removeFile(key: string): Promise<void> {
    this.files.delete(key);
    return Promise.resolve();
  }

  meta(name: string): Promise<unknown> {
    return Promise.resolve(this.values.get(name));
  }

  destroy(): Promise<void> {
    for (const map of [this.messages, this.references, this.talks, this.waiting, this.people, this.known, this.avatars, this.files, this.values]) map.clear();
    this.lost = [];
    return Promise.resolve();
  }

  close(): void {
    // nothing is held open
  }
}
