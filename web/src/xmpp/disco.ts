/** Service discovery (XEP-0030) and entity capabilities (XEP-0115), asked and answered. */
import { toBase64, utf8 } from './bytes';
import type { Client } from './client';
import { digests } from './digest';
import { StanzaError } from './errors';
import { readForm, type Form } from './forms';
import type { Jid } from './jid';
import { CAPS, DISCO_INFO, DISCO_ITEMS } from './ns';
import { el, type XmlElement } from './xml';

export interface Identity {
  readonly category: string;
  readonly type: string;
  readonly name: string;
}

export interface DiscoInfo {
  readonly identities: readonly Identity[];
  readonly features: readonly string[];
  readonly forms: readonly Form[];
}

export interface DiscoItem {
  readonly jid: string;
  readonly node: string;
  readonly name: string;
}

/** Most verified capabilities kept in memory, T16. */
export const MAX_CAPS = 200;
const CAPS_NODE = 'https://viavai.im/web';
const IDENTITY: Identity = { category: 'client', type: 'web', name: 'Viavai' };

export class Disco {
  private readonly features = new Set<string>([DISCO_INFO, DISCO_ITEMS, CAPS]);
  private readonly verified = new Map<string, DiscoInfo>();

  constructor(private readonly client: Client) {
    client.handle('get', 'query', DISCO_INFO, (query) => this.answer(query));
    client.handle('get', 'query', DISCO_ITEMS, (query) => el('query', DISCO_ITEMS, { node: query.attr('node') }));
  }

  /** Each module names what it understands. */
  add(...namespaces: string[]): void {
    for (const ns of namespaces) this.features.add(ns);
  }

  async info(to: Jid | string, node?: string): Promise<DiscoInfo> {
    const result = await this.client.iq('get', el('query', DISCO_INFO, { node }), to);
    return readInfo(result.child('query', DISCO_INFO));
  }

  async items(to: Jid | string, node?: string, lang?: string): Promise<DiscoItem[]> {
    const result = await this.client.iq('get', el('query', DISCO_ITEMS, { node }), to, undefined, lang);
    return (result.child('query', DISCO_ITEMS)?.all('item') ?? [])
      .map((i) => ({ jid: i.attr('jid') ?? '', node: i.attr('node') ?? '', name: i.attr('name') ?? '' }));
  }

  /** Our own, for presence. */
  async caps(): Promise<XmlElement> {
    return el('c', CAPS, { hash: 'sha-1', node: CAPS_NODE, ver: await verification(this.own()) });
  }

  /** What a peer's presence says it can do; asked once per version, and kept only when the hash is right (T16). */
  async of(peer: Jid, presence: XmlElement): Promise<DiscoInfo | undefined> {
    const c = presence.child('c', CAPS);
    const ver = c?.attr('ver');
    const node = c?.attr('node');
    if (!ver || !node || c?.attr('hash') !== 'sha-1') return undefined;
    const known = this.verified.get(ver);
    if (known) return known;
    const info = await this.info(peer, `${node}#${ver}`);
    if (await verification(info) !== ver) return undefined;
    if (this.verified.size >= MAX_CAPS) this.verified.delete(this.verified.keys().next().value!);
    this.verified.set(ver, info);
    return info;
  }

  private own(): DiscoInfo {
    return { identities: [IDENTITY], features: [...this.features], forms: [] };
  }

  private answer(query: XmlElement): XmlElement {
    const node = query.attr('node');
    if (node !== undefined && !node.startsWith(`${CAPS_NODE}#`)) throw new StanzaError('item-not-found');
    return el('query', DISCO_INFO, { node },
      el('identity', DISCO_INFO, { ...IDENTITY }),
      [...this.features].sort().map((f) => el('feature', DISCO_INFO, { var: f })));
  }
}

export function readInfo(query: XmlElement | undefined): DiscoInfo {
  return {
    identities: (query?.all('identity') ?? []).map((i) => ({
      category: i.attr('category') ?? '', type: i.attr('type') ?? '', name: i.attr('name') ?? '',
    })),
    features: (query?.all('feature') ?? []).map((f) => f.attr('var') ?? ''),
    forms: (query?.elements ?? []).map(readForm).filter((f): f is Form => f !== undefined),
  };
}

/** XEP-0115 section 5.1. Languages of identities are not kept, so such hashes do not verify and are not cached. */
export async function verification(info: DiscoInfo): Promise<string> {
  const bytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const parts = info.identities.map((i) => `${i.category}/${i.type}//${i.name}`).sort(bytes);
  parts.push(...[...info.features].sort(bytes));
  for (const form of [...info.forms].sort((a, b) => bytes(a.formType, b.formType))) {
    parts.push(form.formType);
    for (const field of form.fields.filter((f) => f.name !== 'FORM_TYPE').sort((a, b) => bytes(a.name, b.name))) {
      parts.push(field.name, ...[...field.values].sort(bytes));
    }
  }
  const { hash } = await digests();
  return toBase64(await hash('SHA-1', utf8(`${parts.join('<')}<`)));
}
