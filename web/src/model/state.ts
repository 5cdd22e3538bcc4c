/** What a tab shows, as signals. Filled by changes only, so that every tab shows the same. */
import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Change, Connection, Contact, ContactRequest, Conversation, KnownProfile, Presence, Self } from './types';

export class State {
  readonly connection = signal<Connection>({ kind: 'connecting' });
  readonly self = signal<Self | undefined>(undefined);
  readonly conversations = signal<ReadonlyMap<string, Conversation>>(new Map());
  readonly contacts = signal<ReadonlyMap<string, Contact>>(new Map());
  readonly profiles = signal<ReadonlyMap<string, KnownProfile>>(new Map());
  readonly presences = signal<ReadonlyMap<string, Presence>>(new Map());
  readonly typing = signal<ReadonlySet<string>>(new Set());
  readonly requests = signal<readonly ContactRequest[]>([]);
  readonly blocked = signal<ReadonlySet<string>>(new Set());
  readonly progress = signal<ReadonlyMap<string, number>>(new Map());
  readonly full = signal(false);
  readonly signedOut = signal(false);

  /** The maps that the batch under way made. */
  private readonly own = new Set<ReadonlyMap<string, unknown>>();

  readonly unread: ReadonlySignal<number> = computed(() => {
    let total = this.requests.value.length;
    for (const c of this.conversations.value.values()) if (!c.muted && !c.archived) total += c.unread;
    return total;
  });

  /** The name to show for an address: what we call them, what they call themselves, or the first part of the address. */
  nameOf(jid: string): string {
    return this.contacts.value.get(jid)?.name || this.profiles.value.get(jid)?.name || (jid.split('@')[0] ?? jid);
  }

  apply(changes: readonly Change[]): void {
    batch(() => {
      for (const change of changes) this.one(change);
    });
    this.own.clear();
  }

  private one(change: Change): void {
    switch (change.kind) {
      case 'connection':
        this.connection.value = change.value;
        break;
      case 'self':
        this.self.value = change.value;
        break;
      case 'conversation':
        this.conversations.value = this.with(this.conversations.value, change.value.peer, change.value);
        break;
      case 'conversationGone':
        this.conversations.value = this.without(this.conversations.value, change.peer);
        break;
      case 'contacts':
        this.contacts.value = new Map(change.values.map((c) => [c.jid, c]));
        break;
      case 'contact':
        this.contacts.value = this.with(this.contacts.value, change.value.jid, change.value);
        break;
      case 'contactGone':
        this.contacts.value = this.without(this.contacts.value, change.jid);
        break;
      case 'profile':
        this.profiles.value = this.with(this.profiles.value, change.value.jid, change.value);
        break;
      case 'presence':
        this.presences.value = change.value
          ? this.with(this.presences.value, change.jid, change.value) : this.without(this.presences.value, change.jid);
        break;
      case 'presencesGone':
        this.presences.value = new Map();
        break;
      case 'typing': {
        if (this.typing.value.has(change.peer) === change.typing) break;
        const next = new Set(this.typing.value);
        if (change.typing) next.add(change.peer);
        else next.delete(change.peer);
        this.typing.value = next;
        break;
      }
      case 'requests':
        this.requests.value = change.values;
        break;
      case 'blocked':
        this.blocked.value = new Set(change.values);
        break;
      case 'progress':
        this.progress.value = change.value === undefined
          ? this.without(this.progress.value, change.key) : this.with(this.progress.value, change.key, change.value);
        break;
      case 'full':
        this.full.value = change.value;
        break;
      case 'signedOut':
        this.signedOut.value = true;
        break;
      case 'arrived':
      case 'messages':
      case 'messageGone':
        break; // timelines follow these themselves
    }
  }

  // A signal tells its readers when it holds another map. One that this batch made is seen by nobody yet and may be filled further:
  // at the start many hundred changes come at once.

  private with<V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> {
    return this.changeable(map).set(key, value);
  }

  private without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
    if (!map.has(key)) return map;
    const next = this.changeable(map);
    next.delete(key);
    return next;
  }

  private changeable<V>(map: ReadonlyMap<string, V>): Map<string, V> {
    if (this.own.has(map)) return map as Map<string, V>;
    const next = new Map(map);
    this.own.add(next);
    return next;
  }
}
