/**
 * What the person chose for a conversation (pinned, muted, archived) follows the account to its devices. Two that choose for different
 * conversations lose nothing; for the same one the later choice holds.
 */
import { StanzaError } from '../xmpp/errors';
import { limited, type Choice, type Choices as Kept } from '../xmpp/choices';
import type { ConversationSettings } from './actions';
import type { Engine } from './engine';
import type { Change, Conversation } from './types';

/** What is chosen within this time is stored together. */
export const GATHER_MILLIS = 1_000;
/** A time further ahead of the server's is of a broken clock, and would hold for ever. */
const MAX_AHEAD_MILLIS = 24 * 3600_000;
/** Most times that we store without a choice made here: two devices that never agree would go on for ever. */
const MAX_ANSWERS = 5;
/** How long leaving the account waits for what was chosen last. */
const LEAVING_MILLIS = 2_000;

export class Choices {
  private kept: Kept = new Map();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Something was chosen here that is not stored yet. */
  private unstored = false;
  private running: Promise<void> | undefined;
  private again = false;
  private answers = 0;

  constructor(private readonly engine: Engine) {
    engine.account.choices.on('changed', () => void this.synchronise());
  }

  async restore(): Promise<void> {
    const kept = await this.engine.store.meta('choices');
    if (kept instanceof Map) this.kept = kept as Kept;
  }

  /** What is known of a conversation that is not here yet. */
  of(peer: string): Partial<Conversation> {
    return asConversation(this.kept.get(peer));
  }

  /** Runs in the engine's queue only. */
  async choose(peer: string, settings: ConversationSettings): Promise<void> {
    // never before what it replaces, whatever the clocks say
    const at = Math.max(this.engine.now(), (this.kept.get(peer)?.at ?? 0) + 1);
    const conversation: Conversation = { ...this.engine.conversation(peer), ...settings, chosenAt: at };
    await this.keep(new Map(this.kept).set(peer, choiceOf(conversation, at)), [conversation]);
    this.answers = 0;
    this.unstored = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.synchronise(), GATHER_MILLIS);
  }

  /** A new session stands. */
  begin(): void {
    this.answers = 0;
    void this.synchronise();
  }

  /** The old session goes on: others' notes were not lost. */
  resumed(): void {
    if (this.unstored) void this.synchronise();
  }

  /** Before this device forgets the account. */
  async leave(): Promise<void> {
    if (this.unstored) await Promise.race([this.synchronise(), new Promise((resolve) => setTimeout(resolve, LEAVING_MILLIS))]);
  }

  /** One at a time; what is asked for meanwhile is done after. */
  private synchronise(): Promise<void> {
    clearTimeout(this.timer);
    this.again = true;
    this.running ??= this.run().finally(() => { this.running = undefined; });
    return this.running;
  }

  private async run(): Promise<void> {
    try {
      while (this.again) {
        this.again = false;
        await this.once();
      }
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error; // a server without such storage: it stays on this device; offline: the next session tries again
    }
  }

  private async once(): Promise<void> {
    const { choices } = this.engine.account;
    const stored = await choices.read();
    const newer = await this.engine.enqueue(() => this.merge(stored));
    if (newer && this.answers < MAX_ANSWERS) {
      this.answers++;
      const { kept } = this;
      await choices.write(kept);
      choices.tell();
      if (this.kept !== kept) return;
    }
    this.unstored = false;
  }

  /** Takes over what is newer there; true when something is newer here. */
  private async merge(read: Kept): Promise<boolean> {
    const { state } = this.engine;
    const now = this.engine.now();
    const stored = new Map([...read].filter(([, { at }]) => at <= now + MAX_AHEAD_MILLIS));
    const merged = new Map(this.kept);
    const changed: string[] = [];
    // chosen before choices followed the account: it holds where no other device has said anything
    for (const c of state.conversations.value.values()) {
      if (!merged.has(c.peer) && !stored.has(c.peer) && (c.pinned || c.muted || c.archived)) merged.set(c.peer, choiceOf(c, now));
    }
    for (const [peer, theirs] of stored) {
      const ours = merged.get(peer);
      // of two choices of one millisecond the stored one holds, on all devices
      if (ours && (ours.at > theirs.at || same(ours, theirs))) continue;
      merged.set(peer, theirs);
      changed.push(peer);
    }
    if (changed.length > 0 || merged.size !== this.kept.size) await this.keep(merged, this.applied(merged, changed));
    return [...this.kept].some(([peer, ours]) => ours.at > (stored.get(peer)?.at ?? -1));
  }

  private applied(choices: Kept, peers: readonly string[]): Conversation[] {
    return peers.flatMap((peer) => {
      const known = this.engine.state.conversations.value.get(peer);
      const choice = choices.get(peer)!;
      if (!known) return choice.pinned ? [{ ...this.engine.conversation(peer), ...asConversation(choice), activeAt: choice.at }] : [];
      const { last } = known;
      // what somebody wrote since then has taken it out of the archived ones
      const archived = choice.archived && (choice.muted || last === undefined || last.outgoing || last.at <= choice.at);
      return [{ ...known, ...asConversation(choice), archived }];
    });
  }

  private async keep(choices: Kept, conversations: readonly Conversation[]): Promise<void> {
    this.kept = limited(choices);
    await this.engine.store.write({ conversations, meta: { choices: this.kept } });
    this.engine.publish(...conversations.map((value): Change => ({ kind: 'conversation', value })));
  }
}

function choiceOf({ pinned, muted, archived }: Conversation, at: number): Choice {
  return { pinned, muted, archived, at };
}

function asConversation(choice: Choice | undefined): Partial<Conversation> {
  if (!choice) return {};
  const { at, ...rest } = choice;
  return { ...rest, chosenAt: at };
}

function same(a: Choice, b: Choice): boolean {
  return a.at === b.at && a.pinned === b.pinned && a.muted === b.muted && a.archived === b.archived;
}
