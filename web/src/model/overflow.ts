/**
 * The database, and what has no room in it: that is held in memory until there is some. It is not lost when the page closes before: how far
 * the archive was taken over is held back with it, so that the next page asks for it again.
 */
import { IndexedDbStore } from './idb';
import { MemoryStore } from './memory';
import type { Batch, Orphan, Position } from './store';
import { comparePosition, type Conversation, type Message } from './types';

export class OverflowStore extends IndexedDbStore {
  /** There is no room any more, or there is again. */
  onFull: (full: boolean) => void = () => undefined;
  private readonly extra = new MemoryStore();
  private full = false;
  /** How often something had no room. */
  private spills = 0;
  private queue: Promise<unknown> = Promise.resolve();

  static override async open(account: string): Promise<OverflowStore> {
    return new OverflowStore(await IndexedDbStore.database(account), IndexedDbStore.nameOf(account));
  }

  override write(batch: Batch): Promise<void> {
    if (!this.full) return super.write(batch).catch((error: unknown) => this.spill(batch, error));
    const run = this.queue.then(() => this.retry(batch)); // one by one, or what comes meanwhile would be forgotten
    this.queue = run.catch(() => undefined);
    return run;
  }

  /** With all that had no room before: first come, first written. */
  private async retry(batch: Batch): Promise<void> {
    const { messages, conversations, orphans, meta } = this.extra.contents();
    const { spills } = this;
    try {
      await super.write({
        ...batch,
        messages: [...messages, ...batch.messages ?? []],
        conversations: [...conversations, ...batch.conversations ?? []],
        orphans: [...orphans.filter((o) => !batch.orphansGone?.includes(o.target)), ...batch.orphans ?? []],
        meta: { ...meta, ...batch.meta },
      });
    } catch (error) {
      await this.spill(batch, error);
      return;
    }
    if (this.spills !== spills) return; // more came meanwhile: it goes with the next
    this.tell(false);
    await this.extra.destroy();
  }

  private async spill(batch: Batch, error: unknown): Promise<void> {
    // what is to be sent must not be only here: whoever typed it still has it
    if (!noRoom(error) || (batch.outbox?.length ?? 0) > 0) throw error;
    this.spills++;
    const held = this.extra.write(batch);
    this.tell(true); // at once: who reads now reads both
    await held;
    const { messagesGone = [], outboxGone = [], orphansGone = [] } = batch;
    await super.write({ messagesGone, outboxGone, orphansGone }).catch((e: unknown) => { if (!noRoom(e)) throw e; });
  }

  private tell(full: boolean): void {
    if (full === this.full) return;
    this.full = full;
    this.onFull(full);
  }

  // Where nothing is held, which is nearly always, these are those of the database.

  override message(key: string): Promise<Message | undefined> {
    if (!this.full) return super.message(key);
    return this.extra.message(key).then((held) => held ?? super.message(key));
  }

  override byReference(references: readonly string[]): Promise<ReadonlyMap<string, Message>> {
    const kept = super.byReference(references);
    return this.full ? both(kept, this.extra.byReference(references), (a, b) => new Map([...a, ...b])) : kept;
  }

  override orphans(references: readonly string[]): Promise<readonly Orphan[]> {
    const kept = super.orphans(references);
    return this.full ? both(kept, this.extra.orphans(references), (a, b) => [...a, ...b]) : kept;
  }

  override before(peer: string, position: Position | undefined, limit: number): Promise<Message[]> {
    const kept = super.before(peer, position, limit);
    return this.full ? both(kept, this.extra.before(peer, position, limit), (a, b) => merged(a, b).slice(-limit)) : kept;
  }

  override after(peer: string, position: Position, limit: number): Promise<Message[]> {
    const kept = super.after(peer, position, limit);
    return this.full ? both(kept, this.extra.after(peer, position, limit), (a, b) => merged(a, b).slice(0, limit)) : kept;
  }

  override async countAfter(peer: string, at: number): Promise<number> {
    let count = await super.countAfter(peer, at);
    if (!this.full) return count;
    for (const m of this.extra.contents().messages) if (m.peer === peer && m.at > at && !await super.message(m.key)) count++;
    return count;
  }

  override oldestArchived(peer: string): Promise<Message | undefined> {
    const kept = super.oldestArchived(peer);
    return this.full ? both(kept, this.extra.oldestArchived(peer), (a, b) => (a && b ? merged([a], [b])[0] : a ?? b)) : kept;
  }

  override search(text: string, peer: string | undefined, limit: number): Promise<Message[]> {
    const kept = super.search(text, peer, limit);
    return this.full ? both(kept, this.extra.search(text, peer, limit), (a, b) => merged(a, b).reverse().slice(0, limit)) : kept;
  }

  override conversations(): Promise<Conversation[]> {
    const kept = super.conversations();
    return this.full ? both(kept, this.extra.conversations(), (a, b) => [...new Map([...a, ...b].map((c) => [c.peer, c])).values()]) : kept;
  }

  override async removeConversation(peer: string): Promise<void> {
    await this.extra.removeConversation(peer);
    await super.removeConversation(peer);
  }

  override meta(name: string): Promise<unknown> {
    if (!this.full) return super.meta(name);
    return this.extra.meta(name).then((held) => held ?? super.meta(name));
  }

  override async destroy(): Promise<void> {
    await this.extra.destroy();
    await super.destroy();
  }
}

function noRoom(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

function both<T, R>(kept: Promise<T>, held: Promise<T>, join: (kept: T, held: T) => R): Promise<R> {
  return Promise.all([kept, held]).then(([a, b]) => join(a, b));
}

/** In order, each once; what is held is newer than what is kept. */
function merged(kept: readonly Message[], held: readonly Message[]): Message[] {
  return [...new Map([...kept, ...held].map((m) => [m.key, m])).values()].sort(comparePosition);
}
