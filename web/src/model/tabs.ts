/**
 * Several tabs, one account: one tab holds the connection and writes the store, the others show the same and ask it to act.
 * A lock decides which; when that tab goes, the next takes over. Where the browser has no locks (plain HTTP), tabs ask around.
 */
import { randomId } from '../xmpp/bytes';
import { ActionError, type Actions } from './actions';
import { asActionError } from './leader';
import type { Change } from './types';

/** How long a tab waits for the connected one before it gives up. */
const CALL_TIMEOUT_MILLIS = 90_000;
/** How long we wait for a leading tab to answer where there are no locks. */
const ASK_MILLIS = 400;

/** What does no harm when it is done twice. */
const REPEATABLE: readonly (keyof Actions)[] = ['sendText', 'editText', 'react', 'retract', 'typing', 'markRead', 'fetchHistory', 'configure', 'openConversation',
  'searchArchive', 'addContact', 'renameContact', 'removeContact', 'acceptRequest', 'declineRequest', 'block', 'unblock', 'profileOf', 'setStatus', 'devices', 'commands', 'setVisible', 'reconnect'];

type Call = { readonly name: keyof Actions; readonly args: readonly unknown[] };
type Note =
  | { readonly kind: 'changes'; readonly changes: readonly Change[] }
  | { readonly kind: 'hello'; readonly from: string }
  | { readonly kind: 'snapshot'; readonly to: string; readonly changes: readonly Change[] }
  | { readonly kind: 'call'; readonly from: string; readonly id: string; readonly call: Call }
  | { readonly kind: 'reply'; readonly to: string; readonly id: string; readonly value: unknown }
  | { readonly kind: 'failed'; readonly to: string; readonly id: string; readonly condition: string; readonly text: string }
  | { readonly kind: 'leading' };

export interface Leading {
  readonly actions: Actions;
  snapshot(): Change[];
}

export class Tabs {
  readonly id = randomId(8);
  private readonly channel: BroadcastChannel;
  private closed = false;
  private readonly pending = new Map<string, { readonly call: Call; resolve: (value: unknown) => void; reject: (error: Error) => void; timer: ReturnType<typeof setTimeout> }>();
  private leading: Leading | undefined;
  private someoneLeads = false;
  private released: () => void = () => undefined;
  private readonly whenLeading: Promise<void>;
  private nowLeading: () => void = () => undefined;
  /** What to do with changes, whoever made them. */
  onChanges: (changes: readonly Change[]) => void = () => undefined;
  /** Another tab took over the connection. */
  onNewLeader: () => void = () => undefined;

  constructor(private readonly account: string) {
    this.channel = new BroadcastChannel(`viavai:${account}`);
    this.channel.onmessage = (event: MessageEvent<Note>) => this.receive(event.data);
    this.whenLeading = new Promise((resolve) => { this.nowLeading = resolve; });
  }

  /** Calls `lead` when it is this tab's turn to be the connected one; at once if no other is. Resolves once it is known who leads. */
  async join(lead: () => Promise<Leading>): Promise<'leading' | 'following'> {
    const begin = async (): Promise<void> => {
      this.leading = await lead();
      this.someoneLeads = true;
      this.nowLeading();
      this.post({ kind: 'leading' });
      this.again();
    };
    const locks: LockManager | undefined = navigator.locks;
    const name = `viavai:${this.account}`;
    if (!locks) return this.ask(begin);
    return new Promise((resolve, reject) => {
      const hold = async (): Promise<void> => {
        await begin();
        resolve('leading');
        await new Promise<void>((release) => { this.released = release; });
      };
      void locks.request(name, { ifAvailable: true }, async (lock) => {
        if (lock) {
          await hold();
          return;
        }
        this.someoneLeads = true;
        this.post({ kind: 'hello', from: this.id });
        resolve('following');
        void locks.request(name, hold).catch(reject);
      }).catch(reject);
    });
  }

  private async ask(begin: () => Promise<void>): Promise<'leading' | 'following'> {
    this.post({ kind: 'hello', from: this.id });
    await new Promise((resolve) => setTimeout(resolve, ASK_MILLIS));
    if (this.someoneLeads) return 'following';
    await begin();
    return 'leading';
  }

  get leads(): boolean {
    return this.leading !== undefined;
  }

  /** Tells all tabs, this one included. Only the leading tab calls it. */
  publish(changes: readonly Change[]): void {
    this.onChanges(changes);
    this.post({ kind: 'changes', changes });
  }

  /** The actions, done here or by the leading tab. Failures are ActionErrors. */
  readonly actions: Actions = new Proxy({} as Actions, {
    get: (_target, name) => typeof name === 'string' && name !== 'then'
      ? (...args: unknown[]) => this.act({ name: name as keyof Actions, args }) : undefined,
  });

  close(): void {
    this.closed = true;
    this.released();
    this.channel.close();
  }

  private async act(call: Call): Promise<unknown> {
    if (!this.someoneLeads) await this.whenLeading;
    if (this.leading) return this.perform(this.leading, call);
    return new Promise((resolve, reject) => {
      const id = randomId(8);
      const timer = setTimeout(() => {
        this.pending.delete(id);
        reject(new ActionError('timeout'));
      }, CALL_TIMEOUT_MILLIS);
      this.pending.set(id, { call, resolve, reject, timer });
      this.post({ kind: 'call', from: this.id, id, call });
    });
  }

  private async perform(leading: Leading, call: Call): Promise<unknown> {
    try {
      const method = leading.actions[call.name] as (...args: readonly unknown[]) => Promise<unknown>;
      return await method.apply(leading.actions, [...call.args]);
    } catch (error) {
      throw asActionError(error);
    }
  }

  private post(note: Note): void {
    if (!this.closed) this.channel.postMessage(note);
  }

  private receive(note: Note): void {
    switch (note.kind) {
      case 'changes':
        if (!this.leading) this.onChanges(note.changes);
        break;
      case 'hello':
        if (this.leading) this.post({ kind: 'snapshot', to: note.from, changes: this.leading.snapshot() });
        break;
      case 'snapshot':
        if (note.to !== this.id) break;
        this.someoneLeads = true;
        this.onChanges(note.changes);
        break;
      case 'leading':
        if (this.leading) break;
        this.someoneLeads = true;
        this.onNewLeader();
        this.post({ kind: 'hello', from: this.id });
        this.again();
        break;
      case 'call':
        if (this.leading) void this.answer(this.leading, note.from, note.id, note.call);
        break;
      case 'reply':
      case 'failed': {
        const waiting = note.to === this.id ? this.pending.get(note.id) : undefined;
        if (!waiting) break;
        this.pending.delete(note.id);
        clearTimeout(waiting.timer);
        if (note.kind === 'reply') waiting.resolve(note.value);
        else waiting.reject(new ActionError(note.condition, note.text));
      }
    }
  }

  private async answer(leading: Leading, to: string, id: string, call: Call): Promise<void> {
    try {
      this.post({ kind: 'reply', to, id, value: await this.perform(leading, call) });
    } catch (error) {
      const { condition, text } = asActionError(error);
      this.post({ kind: 'failed', to, id, condition, text });
    }
  }

  /** The tab we had asked is gone: what may be done twice is asked again, the rest has failed. */
  private again(): void {
    for (const [id, { call, resolve, reject, timer }] of [...this.pending]) {
      if (REPEATABLE.includes(call.name) && !this.leading) {
        this.post({ kind: 'call', from: this.id, id, call });
        continue;
      }
      clearTimeout(timer);
      this.pending.delete(id);
      if (REPEATABLE.includes(call.name) && this.leading) this.perform(this.leading, call).then(resolve, reject);
      else reject(new ActionError('disconnected'));
    }
  }
}
