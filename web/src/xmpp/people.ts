/** Blocking and reporting (XEP-0191, XEP-0377) and profiles (XEP-0054, XEP-0153). */
import { fromBase64, toBase64, toHex } from './bytes';
import type { Client } from './client';
import { digests } from './digest';
import { Emitter } from './emitter';
import { StanzaError } from './errors';
import { Jid } from './jid';
import { BLOCKING, REPORTING, VCARD } from './ns';
import { el, type XmlElement } from './xml';

export interface BlockingEvents {
  blocked: readonly string[];
  /** An empty list means all. */
  unblocked: readonly string[];
}

export class Blocking extends Emitter<BlockingEvents> {
  constructor(private readonly client: Client) {
    super();
    client.handle('set', 'block', BLOCKING, (payload, iq) => this.push(payload, iq, 'blocked'));
    client.handle('set', 'unblock', BLOCKING, (payload, iq) => this.push(payload, iq, 'unblocked'));
  }

  async list(): Promise<string[]> {
    const result = await this.client.iq('get', el('blocklist', BLOCKING));
    return addresses(result.child('blocklist', BLOCKING));
  }

  async block(jid: Jid, report?: 'spam' | 'abuse'): Promise<void> {
    await this.client.iq('set', el('block', BLOCKING, {},
      el('item', BLOCKING, { jid: jid.toString() }, report && el('report', REPORTING, { reason: `urn:xmpp:reporting:${report}` }))));
  }

  async unblock(jid: Jid): Promise<void> {
    await this.client.iq('set', el('unblock', BLOCKING, {}, el('item', BLOCKING, { jid: jid.toString() })));
  }

  private push(payload: XmlElement, iq: XmlElement, event: keyof BlockingEvents): undefined {
    const from = iq.attr('from');
    if (from !== undefined && from !== this.client.account.toString()) throw new StanzaError('service-unavailable');
    this.emit(event, addresses(payload));
    return undefined;
  }
}

function addresses(list: XmlElement | undefined): string[] {
  return (list?.all('item') ?? []).map((i) => Jid.read(i.attr('jid'))?.toString()).filter((j) => j !== undefined);
}

export interface Profile {
  readonly name: string;
  readonly nickname: string;
  readonly about: string;
  readonly email: string;
  readonly website: string;
  readonly organisation: string;
}

export interface Avatar {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-1 in hex, as XEP-0153 names it. */
  readonly hash: string;
}

export interface VCard {
  readonly profile: Profile;
  readonly avatar: Avatar | undefined;
}

/** Largest avatar we keep, in bytes. */
export const MAX_AVATAR = 512 * 1024;
const AVATAR_TYPES: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

export class VCards {
  /** The last own vCard as it came, so that what we do not know survives a change. */
  private own: XmlElement | undefined;

  constructor(private readonly client: Client) {}

  async fetch(jid: Jid): Promise<VCard> {
    const self = jid.bare.equals(this.client.account);
    let card: XmlElement | undefined;
    try {
      card = (await this.client.iq('get', el('vCard', VCARD), self ? undefined : jid.bare)).child('vCard', VCARD);
    } catch (error) {
      if (!(error instanceof StanzaError) || error.condition !== 'item-not-found') throw error;
    }
    if (self) this.own = card;
    return readVCard(card);
  }

  /** Writes our own; avatar null takes it away, undefined leaves it. */
  async publish(profile: Profile, avatar: { type: string; bytes: Uint8Array } | null | undefined): Promise<void> {
    const known = ['FN', 'NICKNAME', 'DESC', 'URL', ...(avatar === undefined ? [] : ['PHOTO'])];
    const kept = (this.own?.elements ?? []).filter((e) => !known.includes(e.name)
      && !(e.name === 'EMAIL' && e === this.own?.child('EMAIL')) && !(e.name === 'ORG' && e === this.own?.child('ORG')));
    const text = (name: string, value: string): XmlElement | '' => value && el(name, VCARD, {}, value);
    const card = el('vCard', VCARD, {},
      text('FN', profile.name), text('NICKNAME', profile.nickname), text('DESC', profile.about), text('URL', profile.website),
      profile.email && el('EMAIL', VCARD, {}, el('USERID', VCARD, {}, profile.email)),
      profile.organisation && el('ORG', VCARD, {}, el('ORGNAME', VCARD, {}, profile.organisation)),
      avatar && el('PHOTO', VCARD, {}, el('TYPE', VCARD, {}, avatar.type), el('BINVAL', VCARD, {}, toBase64(avatar.bytes))),
      kept);
    await this.client.iq('set', card);
    this.own = card;
  }
}

async function readVCard(card: XmlElement | undefined): Promise<VCard> {
  const text = (name: string, inner?: string): string => {
    const element = card?.child(name);
    return ((inner ? element?.textOf(inner) : element?.text) ?? '').trim().slice(0, 1000);
  };
  const profile: Profile = {
    name: text('FN'), nickname: text('NICKNAME'), about: text('DESC'), website: text('URL'),
    email: text('EMAIL', 'USERID'), organisation: text('ORG', 'ORGNAME'),
  };
  return { profile, avatar: await readPhoto(card?.child('PHOTO')) };
}

async function readPhoto(photo: XmlElement | undefined): Promise<Avatar | undefined> {
  const data = photo?.textOf('BINVAL');
  const type = photo?.textOf('TYPE')?.trim().toLowerCase() ?? '';
  if (!data || !AVATAR_TYPES.includes(type) || data.length > (MAX_AVATAR * 3) / 2) return undefined;
  try {
    const bytes = fromBase64(data);
    return { type, bytes, hash: await avatarHash(bytes) };
  } catch {
    return undefined; // not base64
  }
}

export async function avatarHash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { hash } = await digests();
  return toHex(await hash('SHA-1', bytes));
}
