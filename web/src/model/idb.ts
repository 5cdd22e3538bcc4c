/** The store in IndexedDB. Any tab may read; only the connected one writes. */
import {
  folded, matches, referencesOf, type Batch, type Orphan, type OutboxEntry, type Position, type Store, type StoredAvatar,
} from './store';
import type { Contact, Conversation, KnownProfile, Message } from './types';

const VERSION = 1;
type Row = Message & { readonly refs: readonly string[] };

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('database'));
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('database'));
  });
}

function plain(row: Row | undefined): Message | undefined {
  if (!row) return undefined;
  const { refs: _refs, ...message } = row;
  return message;
}

export class IndexedDbStore implements Store {
  /** The browser took the database away while it was in use. */
  onLost: () => void = () => undefined;

  protected constructor(private readonly db: IDBDatabase, private readonly name: string) {
    db.onversionchange = () => db.close();
    db.onclose = () => this.onLost();
  }

  /** Rejects where the browser has or gives no database. */
  static async open(account: string): Promise<IndexedDbStore> {
    return new IndexedDbStore(await IndexedDbStore.database(account), IndexedDbStore.nameOf(account));
  }

  protected static nameOf(account: string): string {
    return `viavai:${account}`;
  }

  protected static database(account: string): Promise<IDBDatabase> {
    const request = indexedDB.open(IndexedDbStore.nameOf(account), VERSION);
    request.onupgradeneeded = () => {
      const db = request.result;
      const messages = db.createObjectStore('messages', { keyPath: 'key' });
      messages.createIndex('order', ['peer', 'at', 'seq']);
      messages.createIndex('refs', 'refs', { multiEntry: true });
      db.createObjectStore('orphans', { autoIncrement: true }).createIndex('target', 'target');
      db.createObjectStore('conversations', { keyPath: 'peer' });
      db.createObjectStore('outbox', { keyPath: 'id' });
      db.createObjectStore('contacts', { keyPath: 'jid' });
      db.createObjectStore('profiles', { keyPath: 'jid' });
      db.createObjectStore('avatars', { keyPath: 'hash' });
      db.createObjectStore('files');
      db.createObjectStore('meta');
    };
    return done(request);
  }

  private read(store: string): IDBObjectStore {
    return this.db.transaction(store).objectStore(store);
  }

  private async put(store: string, value: unknown, key?: IDBValidKey): Promise<void> {
    const transaction = this.db.transaction(store, 'readwrite');
    transaction.objectStore(store).put(value, key);
    await finished(transaction);
  }

  private async remove(store: string, key: IDBValidKey | IDBKeyRange): Promise<void> {
    const transaction = this.db.transaction(store, 'readwrite');
    transaction.objectStore(store).delete(key);
    await finished(transaction);
  }

  async write(batch: Batch): Promise<void> {
    const transaction = this.db.transaction(['messages', 'conversations', 'orphans', 'outbox', 'meta'], 'readwrite');
    const store = (name: string): IDBObjectStore => transaction.objectStore(name);
    for (const message of batch.messages ?? []) store('messages').put({ ...message, refs: referencesOf(message) } satisfies Row);
    for (const key of batch.messagesGone ?? []) store('messages').delete(key);
    for (const conversation of batch.conversations ?? []) store('conversations').put(conversation);
    for (const target of batch.orphansGone ?? []) {
      const cursor = store('orphans').index('target').openKeyCursor(IDBKeyRange.only(target));
      cursor.onsuccess = () => {
        if (!cursor.result) return;
        store('orphans').delete(cursor.result.primaryKey);
        cursor.result.continue();
      };
    }
    for (const orphan of batch.orphans ?? []) store('orphans').add(orphan);
    for (const entry of batch.outbox ?? []) store('outbox').put(entry);
    for (const id of batch.outboxGone ?? []) store('outbox').delete(id);
    for (const [name, value] of Object.entries(batch.meta ?? {})) store('meta').put(value, name);
    await finished(transaction);
  }

  async message(key: string): Promise<Message | undefined> {
    return plain(await done(this.read('messages').get(key) as IDBRequest<Row | undefined>));
  }

  async byReference(references: readonly string[]): Promise<ReadonlyMap<string, Message>> {
    const index = this.read('messages').index('refs');
    const found = new Map<string, Message>();
    await Promise.all(references.map(async (r) => {
      const message = plain(await done(index.get(r) as IDBRequest<Row | undefined>));
      if (message) found.set(r, message);
    }));
    return found;
  }

  async orphans(references: readonly string[]): Promise<readonly Orphan[]> {
    const index = this.read('orphans').index('target');
    const lists = await Promise.all(references.map((r) => done(index.getAll(r) as IDBRequest<Orphan[]>)));
    return lists.flat();
  }

  before(peer: string, position: Position | undefined, limit: number): Promise<Message[]> {
    const upper = position ? [peer, position.at, position.seq] : [peer, Infinity];
    return this.walk(IDBKeyRange.bound([peer], upper, false, true), 'prev', limit);
  }

  after(peer: string, position: Position, limit: number): Promise<Message[]> {
    return this.walk(IDBKeyRange.bound([peer, position.at, position.seq], [peer, Infinity], true), 'next', limit);
  }

  private async walk(range: IDBKeyRange, direction: 'next' | 'prev', limit: number): Promise<Message[]> {
    // IndexedDB 3.0 gives them all at once, backwards as well; the former way costs a turn of the page for each
    const index = this.read('messages').index('order') as IDBIndex & { getAllRecords?: (options: object) => IDBRequest<{ readonly value: Row }[]> };
    if (index.getAllRecords) {
      const records = await done(index.getAllRecords({ query: range, count: limit, direction }));
      const found = records.map((r) => plain(r.value)!);
      return direction === 'prev' ? found.reverse() : found;
    }
    return this.step(range, direction, limit);
  }

  private step(range: IDBKeyRange, direction: IDBCursorDirection, limit: number): Promise<Message[]> {
    return new Promise((resolve, reject) => {
      const found: Message[] = [];
      const request = this.read('messages').index('order').openCursor(range, direction);
      request.onerror = () => reject(request.error ?? new Error('database'));
      request.onsuccess = () => {
        const cursor = request.result;
        if (cursor && found.length < limit) {
          found.push(plain(cursor.value as Row)!);
          cursor.continue();
        } else {
          resolve(direction === 'prev' ? found.reverse() : found);
        }
      };
    });
  }

  countAfter(peer: string, at: number): Promise<number> {
    return done(this.read('messages').index('order').count(IDBKeyRange.bound([peer, at, Infinity], [peer, Infinity])));
  }

  oldestArchived(peer: string): Promise<Message | undefined> {
    return this.first(this.read('messages').index('order').openCursor(IDBKeyRange.bound([peer], [peer, Infinity])), (m) => m.archiveId !== undefined);
  }

  private first(request: IDBRequest<IDBCursorWithValue | null>, wanted: (m: Message) => boolean): Promise<Message | undefined> {
    return new Promise((resolve, reject) => {
      request.onerror = () => reject(request.error ?? new Error('database'));
      request.onsuccess = () => {
        const cursor = request.result;
        const row = cursor?.value as Row | undefined;
        if (!cursor || !row) resolve(undefined);
        else if (wanted(row)) resolve(plain(row));
        else cursor.continue();
      };
    });
  }

  async search(text: string, peer: string | undefined, limit: number): Promise<Message[]> {
    const needle = folded(text);
    const source = peer === undefined
      ? this.read('messages').getAll()
      : this.read('messages').index('order').getAll(IDBKeyRange.bound([peer], [peer, Infinity]));
    const rows = await done(source as IDBRequest<Row[]>);
    return rows.filter((m) => matches(m, needle)).sort((a, b) => b.at - a.at || b.seq - a.seq).slice(0, limit).map((r) => plain(r)!);
  }

  conversations(): Promise<Conversation[]> {
    return done(this.read('conversations').getAll() as IDBRequest<Conversation[]>);
  }

  async removeConversation(peer: string): Promise<void> {
    const transaction = this.db.transaction(['messages', 'conversations'], 'readwrite');
    transaction.objectStore('conversations').delete(peer);
    const cursor = transaction.objectStore('messages').index('order').openKeyCursor(IDBKeyRange.bound([peer], [peer, Infinity]));
    cursor.onsuccess = () => {
      if (!cursor.result) return;
      transaction.objectStore('messages').delete(cursor.result.primaryKey);
      cursor.result.continue();
    };
    await finished(transaction);
  }

  async outbox(): Promise<OutboxEntry[]> {
    const entries = await done(this.read('outbox').getAll() as IDBRequest<OutboxEntry[]>);
    return entries.sort((a, b) => a.order - b.order);
  }

  contacts(): Promise<Contact[]> {
    return done(this.read('contacts').getAll() as IDBRequest<Contact[]>);
  }

  async replaceContacts(contacts: readonly Contact[]): Promise<void> {
    const transaction = this.db.transaction('contacts', 'readwrite');
    transaction.objectStore('contacts').clear();
    for (const contact of contacts) transaction.objectStore('contacts').put(contact);
    await finished(transaction);
  }

  putContact(contact: Contact): Promise<void> {
    return this.put('contacts', contact);
  }

  removeContact(jid: string): Promise<void> {
    return this.remove('contacts', jid);
  }

  profiles(): Promise<KnownProfile[]> {
    return done(this.read('profiles').getAll() as IDBRequest<KnownProfile[]>);
  }

  putProfile(profile: KnownProfile): Promise<void> {
    return this.put('profiles', profile);
  }

  avatar(hash: string): Promise<StoredAvatar | undefined> {
    return done(this.read('avatars').get(hash) as IDBRequest<StoredAvatar | undefined>);
  }

  putAvatar(avatar: StoredAvatar): Promise<void> {
    return this.put('avatars', avatar);
  }

  file(key: string): Promise<Blob | undefined> {
    return done(this.read('files').get(key) as IDBRequest<Blob | undefined>);
  }

  putFile(key: string, file: Blob): Promise<void> {
    return this.put('files', file, key);
  }

  removeFile(key: string): Promise<void> {
    return this.remove('files', key);
  }

  meta(name: string): Promise<unknown> {
    return done(this.read('meta').get(name) as IDBRequest<unknown>);
  }

  async destroy(): Promise<void> {
    this.db.close();
    await done(indexedDB.deleteDatabase(this.name));
  }

  close(): void {
    this.db.close();
  }
}
