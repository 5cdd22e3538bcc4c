/** One signed-in account in one tab: its store, what it shows, what can be done, and the timelines that are open. */
import type { Account } from '../xmpp/account';
import { randomId } from '../xmpp/bytes';
import type { Credentials, Device } from '../xmpp/login';
import { Jid } from '../xmpp/jid';
import { ActionError, type Actions } from './actions';
import { OverflowStore } from './overflow';
import { Leader } from './leader';
import { MemoryStore } from './memory';
import { settings } from './settings';
import { State } from './state';
import type { Store, StoredAvatar } from './store';
import { Tabs, type Leading } from './tabs';
import { Timeline } from './timeline';
import type { Change, Message } from './types';

export interface SignedIn {
  readonly jid: string;
  readonly url: string;
}

/** Makes the connection; the model knows no network itself. */
export type Connect = (account: Jid, url: string, credentials: Credentials, device: Device) => Account;

export const ACCOUNT_KEY = 'viavai.account';
const DEVICE_KEY = 'viavai.device';

/** Who was signed in last on this device. */
export function rememberedAccount(): SignedIn | undefined {
  try {
    const value = JSON.parse(localStorage.getItem(ACCOUNT_KEY) ?? 'null') as SignedIn | null;
    return value && typeof value.jid === 'string' && typeof value.url === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

export function rememberAccount(account: SignedIn | undefined): void {
  if (account) localStorage.setItem(ACCOUNT_KEY, JSON.stringify(account));
  else localStorage.removeItem(ACCOUNT_KEY);
}

function device(): Device {
  let id = localStorage.getItem(DEVICE_KEY);
  if (!id) {
    const hex = randomId(16);
    id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
    localStorage.setItem(DEVICE_KEY, id);
  }
  return { id, software: 'Viavai', name: deviceName(navigator.userAgent) };
}

/** "Firefox on Linux", for the list of one's devices. */
export function deviceName(agent: string): string {
  const browser = /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrom(?:e|ium)\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : 'Browser';
  const system = /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iOS' : /Windows/.test(agent) ? 'Windows' : /Mac OS/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : '';
  return system ? `${browser} · ${system}` : browser;
}

interface Opened {
  readonly store: Store;
  readonly known: readonly Change[];
}

/** What is kept on this device. A database that cannot be read is made anew: the server's archive has what was in it. */
async function openStore(jid: string): Promise<Opened> {
  try {
    const store = await OverflowStore.open(jid);
    try {
      return { store, known: await readKnown(store) };
    } catch {
      await store.destroy();
    }
    const anew = await OverflowStore.open(jid);
    return { store: anew, known: await readKnown(anew) };
  } catch {
    return { store: new MemoryStore(), known: [] }; // private windows of some browsers have no database
  }
}

async function readKnown(store: Store): Promise<Change[]> {
  const [conversations, contacts, profiles] = await Promise.all([store.conversations(), store.contacts(), store.profiles()]);
  return [
    ...conversations.map((value): Change => ({ kind: 'conversation', value })),
    { kind: 'contacts', values: contacts },
    ...profiles.map((value): Change => ({ kind: 'profile', value })),
  ];
}

export class Session {
  readonly state = new State();
  readonly actions: Actions;
  private readonly timelines = new Set<Timeline>();
  private leader: Leader | undefined;
  /** A message arrived that the person may want to hear of. */
  onMessage: (message: Message) => void = () => undefined;

  private constructor(
    readonly account: SignedIn,
    private readonly store: Store,
    private readonly tabs: Tabs,
    private readonly connect: Connect,
  ) {
    this.actions = tabs.actions;
    tabs.onChanges = (changes) => this.take(changes);
    tabs.onNewLeader = () => {
      void this.load();
      this.tellVisible();
    };
  }

  static async open(account: SignedIn, connect: Connect, password?: string): Promise<Session> {
    const { store, known } = await openStore(account.jid);
    const session = new Session(account, store, new Tabs(account.jid), connect);
    session.state.apply(known);
    // Without its database the page could only pretend: it begins anew.
    if (store instanceof OverflowStore) {
      store.onLost = () => session.state.apply([{ kind: 'signedOut' }]);
      store.onFull = (full) => session.tabs.publish([{ kind: 'full', value: full }]);
    }
    await session.tabs.join(() => session.lead(password));
    session.followVisibility();
    return session;
  }

  /** Waits until the server said yes or no to the first login. */
  async firstAnswer(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      let tries = 0;
      const stop = this.state.connection.subscribe((connection) => {
        const end = (action: () => void): void => queueMicrotask(() => {
          stop();
          action();
        });
        if (connection.kind === 'online' || connection.kind === 'syncing') end(resolve);
        else if (connection.kind === 'refused') end(() => reject(new ActionError(connection.condition, connection.text)));
        else if (connection.kind === 'waiting' && ++tries >= 2) end(() => reject(new ActionError('unreachable')));
      });
    });
  }

  timeline(peer: string): Timeline {
    const timeline: Timeline = new Timeline(peer, this.store, this.actions, () => this.state.conversations.value.get(peer)?.complete ?? false);
    this.timelines.add(timeline);
    return timeline;
  }

  closeTimeline(timeline: Timeline): void {
    timeline.close();
    this.timelines.delete(timeline);
  }

  avatar(hash: string): Promise<StoredAvatar | undefined> {
    return this.store.avatar(hash);
  }

  /** The bytes of a file of ours that is not uploaded yet. */
  localFile(key: string): Promise<Blob | undefined> {
    return this.store.file(key);
  }

  messageById(key: string): Promise<Message | undefined> {
    return this.store.message(key);
  }

  messageByReference(peer: string, id: string): Promise<Message | undefined> {
    const name = `${peer}\n${id}`;
    return this.store.byReference([name]).then((found) => found.get(name));
  }

  search(text: string, peer: string | undefined): Promise<Message[]> {
    return this.store.search(text, peer, 100);
  }

  /**
   * Fetches what is older, a page at a time, and tells after each how far back that is. Always from the oldest that is here: the history on
   * this device has no holes that would look like silence.
   */
  async *further(peer: string): AsyncGenerator<number | undefined, void> {
    for (let more = !(this.state.conversations.value.get(peer)?.complete ?? false); more;) {
      more = await this.actions.fetchHistory(peer);
      yield (await this.store.oldestArchived(peer))?.at;
    }
  }

  /** The newest own message that can be edited. */
  async lastOwn(peer: string): Promise<Message | undefined> {
    const recent = await this.store.before(peer, undefined, 50);
    return recent.reverse().find((m) => m.outgoing && m.retractedAt === undefined && !m.file && m.status !== 'failed');
  }

  /** Whether this tab holds the connection. */
  get leads(): boolean {
    return this.tabs.leads;
  }

  /** Leaves this tab; the account stays signed in. */
  close(): void {
    this.leader?.stop();
    this.tabs.close();
    this.store.close();
  }

  private async load(): Promise<void> {
    this.state.apply(await readKnown(this.store));
  }

  private take(changes: readonly Change[]): void {
    this.state.apply(changes);
    for (const timeline of this.timelines) timeline.apply(changes);
    for (const change of changes) if (change.kind === 'arrived') this.onMessage(change.value);
  }

  private async lead(password: string | undefined): Promise<Leading> {
    await this.load();
    const stored = await this.store.meta('credentials') as Credentials | undefined;
    const credentials = password === undefined ? stored ?? {} : { password };
    const account = this.connect(Jid.parse(this.account.jid), this.account.url, credentials, device());
    account.client.on('credentials', ({ token, key }) => {
      // a token can be ended from afar; the derived key is kept only where the server has no tokens
      const kept: Credentials = token ? { token } : key ? { key } : {};
      void this.store.write({ meta: { credentials: kept } });
    });
    const leader = new Leader({
      account, store: this.store, state: this.state,
      publish: (changes) => this.tabs.publish(changes),
      settings: () => settings.value,
    }, async () => {
      rememberAccount(undefined);
      await this.store.destroy();
    });
    this.leader = leader;
    this.followNetwork(account);
    void navigator.storage?.persist?.().catch(() => undefined); // or the browser may throw away what is not sent yet
    await leader.start();
    return { actions: leader, snapshot: () => leader.snapshot() };
  }

  private followNetwork(account: Account): void {
    addEventListener('online', () => account.client.hurry());
    addEventListener('focus', () => account.client.hurry());
    addEventListener('offline', () => account.client.interrupt());
    // A page that goes for good says so, and is not shown as online for minutes.
    addEventListener('pagehide', (event) => { if (!event.persisted) account.client.stop(); });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') account.client.hurry();
    });
  }

  private followVisibility(): void {
    document.addEventListener('visibilitychange', () => this.tellVisible());
    addEventListener('pagehide', () => this.tellVisible(false));
    this.tellVisible();
  }

  private tellVisible(visible = document.visibilityState === 'visible'): void {
    void this.actions.setVisible(this.tabs.id, visible).catch(() => undefined);
  }
}
