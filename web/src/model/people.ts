/** Contacts, who is there, requests, blocking and profiles: the connected tab's half. */
import type { Account } from '../xmpp/account';
import { StanzaError } from '../xmpp/errors';
import { Jid } from '../xmpp/jid';
import { avatarHash, type Profile } from '../xmpp/people';
import type { XmlElement } from '../xmpp/xml';
import type { PresenceEvents, Show } from '../xmpp/presence';
import { ActionError } from './actions';
import { addressOf, type Engine } from './engine';
import { EMPTY_PROFILE, type Change, type Contact, type ContactRequest, type Presence, type Self } from './types';

/** Most requests kept; a flood beyond it is refused silently. */
export const MAX_REQUESTS = 100;
/** Profiles fetched at the same time. */
const PARALLEL_FETCHES = 3;

interface Resource {
  readonly show: Show;
  readonly status: string;
  readonly priority: number;
  readonly idleSince: string | undefined;
  readonly client: string;
  /** Order of arrival: of equal priority the newest word counts. */
  readonly order: number;
}

export class People {
  private readonly resources = new Map<string, Map<string, Resource>>();
  private readonly toFetch: string[] = [];
  private readonly fetched = new Set<string>();
  private fetching = 0;
  private arrivals = 0;
  private rosterVersion = '';
  private caps: XmlElement | undefined;
  private show: Show = 'online';
  private status = '';

  constructor(private readonly engine: Engine) {
    const { roster, presences, blocking } = this.account;
    roster.events.on('item', ({ item, version }) => void this.item(item, version));
    roster.events.on('removed', ({ jid, version }) => void this.removed(jid, version));
    presences.on('available', (p) => this.available(p));
    presences.on('unavailable', ({ from }) => this.unavailable(from));
    presences.on('subscribe', ({ from, nick, status }) => void this.asked(from, nick, status));
    blocking.on('blocked', (jids) => void this.setBlocked([...this.engine.state.blocked.value, ...jids]));
    blocking.on('unblocked', (jids) => void this.setBlocked(
      jids.length === 0 ? [] : [...this.engine.state.blocked.value].filter((j) => !jids.includes(j))));
  }

  private get account(): Account {
    return this.engine.account;
  }

  private get self(): Self {
    return this.engine.state.self.value ?? { jid: this.engine.self, profile: EMPTY_PROFILE, avatar: '', show: this.show, status: this.status };
  }

  async restore(): Promise<Change[]> {
    const { store } = this.engine;
    this.caps = await this.account.disco.caps();
    const version = await store.meta('rosterVersion');
    this.rosterVersion = typeof version === 'string' ? version : '';
    const self = await store.meta('self') as Self | undefined;
    this.show = self?.show ?? 'online';
    this.status = self?.status ?? '';
    const { uploadLimit: _limit, ...kept } = self ?? this.self;
    const requests = (await store.meta('requests') ?? []) as ContactRequest[];
    const blocked = (await store.meta('blocked') ?? []) as string[];
    return [{ kind: 'self', value: kept }, { kind: 'requests', values: requests }, { kind: 'blocked', values: blocked }];
  }

  /**
   * A new session: the roster first, then tell that we are here (RFC 6121 section 2.2). Both are sent before this returns: the
   * archive may only be asked once new messages come to us, or those in between would be missed.
   */
  begin(versioning: boolean): Promise<unknown> {
    this.resources.clear();
    this.engine.publish({ kind: 'presencesGone' });
    const fetch = this.account.roster.fetch(versioning ? this.rosterVersion : undefined);
    this.sendPresence();
    return Promise.all([
      fetch.then((r) => r && this.roster(r.items, r.version)),
      this.account.blocking.list().then((jids) => this.setBlocked(jids)).catch(quiet),
      this.ownProfile().catch(quiet),
      this.account.uploads.find().then((service) => this.saveSelf({ uploadLimit: service ? service.maxBytes ?? Infinity : 0 })).catch(quiet),
    ]).catch(quiet);
  }

  private sendPresence(): void {
    this.account.presences.send(this.show, this.status, this.self.avatar, this.caps);
  }

  private async saveSelf(part: Partial<Self>): Promise<void> {
    const value = { ...this.self, ...part };
    this.engine.publish({ kind: 'self', value });
    await this.engine.store.write({ meta: { self: value } });
  }

  private async ownProfile(): Promise<void> {
    const { profile, avatar } = await this.account.vcards.fetch(this.account.client.account);
    if (avatar) await this.engine.store.putAvatar(avatar);
    const changed = (avatar?.hash ?? '') !== this.self.avatar;
    await this.saveSelf({ profile, avatar: avatar?.hash ?? '' });
    if (changed) this.sendPresence();
  }

  async setStatus(show: Show, status: string): Promise<void> {
    this.show = show;
    this.status = status;
    await this.saveSelf({ show, status });
    this.sendPresence();
  }

  // Contacts

  private async roster(items: readonly Contact[], version: string): Promise<void> {
    await this.engine.store.replaceContacts(items);
    await this.saveVersion(version);
    this.engine.publish({ kind: 'contacts', values: items });
  }

  private async item(item: Contact, version: string): Promise<void> {
    await this.engine.store.putContact(item);
    await this.saveVersion(version);
    this.engine.publish({ kind: 'contact', value: item });
    if (item.subscription === 'from' || item.subscription === 'both') await this.dropRequest(item.jid);
  }

  private async removed(jid: string, version: string): Promise<void> {
    await this.engine.store.removeContact(jid);
    await this.saveVersion(version);
    this.engine.publish({ kind: 'contactGone', jid }, { kind: 'presence', jid, value: undefined });
  }

  private async saveVersion(version: string): Promise<void> {
    this.rosterVersion = version;
    await this.engine.store.write({ meta: { rosterVersion: version } });
  }

  async add(text: string, name: string, token: string | undefined): Promise<void> {
    const jid = addressOf(text);
    if (jid.toString() === this.engine.self) throw new ActionError('own-address');
    const { roster } = this.account;
    const groups = this.engine.state.contacts.value.get(jid.toString())?.groups ?? [];
    await roster.set(jid, name, groups);
    roster.subscribe(jid, token);
    roster.approve(jid); // pre-approval, RFC 6121 section 3.4: they need not ask us
    await this.dropRequest(jid.toString());
  }

  async rename(jid: string, name: string): Promise<void> {
    await this.account.roster.set(Jid.parse(jid), name, this.engine.state.contacts.value.get(jid)?.groups ?? []);
  }

  async remove(jid: string): Promise<void> {
    await this.account.roster.remove(Jid.parse(jid));
  }

  // Requests

  private async asked(from: Jid, nick: string, text: string): Promise<void> {
    const jid = from.toString();
    const contact = this.engine.state.contacts.value.get(jid);
    if (contact && (contact.pending || contact.subscription === 'to' || contact.subscription === 'both')) {
      this.account.roster.approve(from); // we asked them first, so we want to know each other
      return;
    }
    const others = this.engine.state.requests.value.filter((r) => r.jid !== jid);
    if (this.engine.state.blocked.value.has(jid) || others.length >= MAX_REQUESTS) return;
    await this.saveRequests([...others, { jid, nick: nick.slice(0, 100), text: text.slice(0, 500), at: this.engine.now() }]);
    this.wantProfile(jid);
  }

  private async saveRequests(values: readonly ContactRequest[]): Promise<void> {
    this.engine.publish({ kind: 'requests', values });
    await this.engine.store.write({ meta: { requests: values } });
  }

  private async dropRequest(jid: string): Promise<void> {
    const { value } = this.engine.state.requests;
    if (value.some((r) => r.jid === jid)) await this.saveRequests(value.filter((r) => r.jid !== jid));
  }

  async accept(jid: string): Promise<void> {
    const request = this.engine.state.requests.value.find((r) => r.jid === jid);
    this.account.roster.approve(Jid.parse(jid));
    await this.add(jid, request?.nick ?? '', undefined);
  }

  async decline(jid: string): Promise<void> {
    this.account.roster.refuse(Jid.parse(jid));
    await this.dropRequest(jid);
  }

  // Blocking

  async block(jid: string, report: 'spam' | 'abuse' | undefined): Promise<void> {
    await this.account.blocking.block(Jid.parse(jid), report);
    await this.dropRequest(jid);
  }

  async unblock(jid: string): Promise<void> {
    await this.account.blocking.unblock(Jid.parse(jid));
  }

  private async setBlocked(jids: readonly string[]): Promise<void> {
    const values = [...new Set(jids)];
    this.engine.publish({ kind: 'blocked', values });
    await this.engine.store.write({ meta: { blocked: values } });
  }

  // Presence

  private available(p: PresenceEvents['available']): void {
    const jid = p.from.bare.toString();
    const own = this.resources.get(jid) ?? new Map<string, Resource>();
    this.resources.set(jid, own);
    const client = own.get(p.from.resource)?.client ?? '';
    own.set(p.from.resource, { show: p.show, status: p.status.slice(0, 500), priority: p.priority, idleSince: p.idleSince, client, order: this.arrivals++ });
    this.publishPresence(jid);
    if (p.avatar !== undefined && jid !== this.engine.self && p.avatar !== (this.engine.state.profiles.value.get(jid)?.avatar ?? '')) this.wantProfile(jid);
    if (jid !== this.engine.self && !this.engine.state.profiles.value.has(jid)) this.wantProfile(jid);
    void this.account.disco.of(p.from, p.stanza).then((info) => {
      const name = info?.identities.find((i) => i.category === 'client')?.name ?? '';
      const resource = own.get(p.from.resource);
      if (!name || !resource) return;
      own.set(p.from.resource, { ...resource, client: name });
      this.publishPresence(jid);
    }, quiet);
  }

  private unavailable(from: Jid): void {
    const jid = from.bare.toString();
    const own = this.resources.get(jid);
    if (!own) return;
    if (from.isBare) own.clear();
    else own.delete(from.resource);
    this.publishPresence(jid);
  }

  private publishPresence(jid: string): void {
    const all = [...this.resources.get(jid)?.values() ?? []];
    const best = all.sort((a, b) => b.priority - a.priority || b.order - a.order)[0];
    const value: Presence | undefined = best && {
      show: best.show, status: best.status, clients: [...new Set(all.map((r) => r.client).filter((c) => c !== ''))],
      ...(best.idleSince !== undefined && { idleSince: best.idleSince }),
    };
    this.engine.publish({ kind: 'presence', jid, value });
  }

  // Profiles

  /** Fetches name and picture of somebody, once per session and few at a time. */
  wantProfile(jid: string, again = false): void {
    if (jid === this.engine.self || (this.fetched.has(jid) && !again)) return;
    this.fetched.add(jid);
    this.toFetch.push(jid);
    this.pump();
  }

  private pump(): void {
    while (this.fetching < PARALLEL_FETCHES && this.toFetch.length > 0) {
      this.fetching++;
      void this.profileOf(this.toFetch.shift()!).catch(quiet).finally(() => {
        this.fetching--;
        this.pump();
      });
    }
  }

  async profileOf(jid: string): Promise<Profile> {
    const { profile, avatar } = await this.account.vcards.fetch(Jid.parse(jid));
    if (avatar) await this.engine.store.putAvatar(avatar);
    const value = { jid, name: profile.nickname || profile.name, avatar: avatar?.hash ?? '' };
    await this.engine.store.putProfile(value);
    this.engine.publish({ kind: 'profile', value });
    return profile;
  }

  async saveProfile(profile: Profile, avatar: { type: string; bytes: Uint8Array<ArrayBuffer> } | null | undefined): Promise<void> {
    const { vcards, client } = this.account;
    await vcards.fetch(client.account);
    await vcards.publish(profile, avatar);
    const hash = avatar === undefined ? this.self.avatar : avatar === null ? '' : await avatarHash(avatar.bytes);
    if (avatar) await this.engine.store.putAvatar({ ...avatar, hash });
    await this.saveSelf({ profile, avatar: hash });
    this.sendPresence();
  }
}

/** What a server may refuse without harm to the rest. */
function quiet(error: unknown): void {
  if (!(error instanceof StanzaError)) throw error;
}
