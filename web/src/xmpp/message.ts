/**
 * Chat messages: what a stanza says, and stanzas that say it. One stanza may say several things (a text and "active"), so reading
 * gives a list. Knows 0085, 0184, 0308, 0333, 0359, 0424, 0428, 0444, 0447, 0461, 0066.
 */
import { Jid } from './jid';
import {
  CHAT_STATES, CLIENT, CORRECT, FALLBACK, FILE_METADATA, HINTS, MARKERS, OOB, REACTIONS, RECEIPTS, REPLY, RETRACT, SFS, SID, URL_DATA,
} from './ns';
import { StanzaError } from './errors';
import { el, type XmlElement } from './xml';

export type ChatState = 'active' | 'composing' | 'paused' | 'inactive' | 'gone';

export interface FileInfo {
  readonly url: string;
  readonly name: string;
  /** Bytes; 0 when not told. */
  readonly size: number;
  readonly type: string;
  readonly width?: number;
  readonly height?: number;
  /** Seconds, of sound and video. */
  readonly duration?: number;
}

export interface Reply {
  readonly id: string;
  /** Whom the answered message is from, bare. */
  readonly author: string;
}

/** Where a message came from and when. */
export interface Envelope {
  readonly from: Jid;
  readonly to: Jid;
  readonly type: string;
  /** Ids by which others may refer to it: the stanza's and XEP-0359's origin id. */
  readonly ids: readonly string[];
  /** Its id in our own archive, if it is there. */
  readonly archiveId: string | undefined;
  /** When the server got it, in milliseconds; undefined when it is new. */
  readonly at: number | undefined;
  readonly source: 'live' | 'carbon' | 'archive';
}

export type Content =
  | { readonly kind: 'text'; readonly body: string; readonly reply?: Reply; readonly file?: FileInfo; readonly wantsReceipt: boolean; readonly markable: boolean }
  | { readonly kind: 'correction'; readonly target: string; readonly body: string }
  | { readonly kind: 'retraction'; readonly target: string }
  | { readonly kind: 'tombstone'; readonly at: number | undefined }
  | { readonly kind: 'reactions'; readonly target: string; readonly emojis: readonly string[] }
  | { readonly kind: 'received'; readonly target: string }
  | { readonly kind: 'displayed'; readonly target: string }
  | { readonly kind: 'typing'; readonly state: ChatState }
  | { readonly kind: 'error'; readonly target: string; readonly condition: string; readonly text: string };

export interface Incoming {
  readonly envelope: Envelope;
  readonly contents: readonly Content[];
}

/** Longest body we show, in UTF-16 units; the rest is cut. */
export const MAX_BODY = 100_000;
/** Most reactions one person can have on one message. */
export const MAX_REACTIONS = 20;
const STATES: readonly string[] = ['active', 'composing', 'paused', 'inactive', 'gone'];

export function readContents(message: XmlElement): Content[] {
  const id = message.attr('id') ?? '';
  if (message.attr('type') === 'error') {
    const error = StanzaError.of(message);
    return [{ kind: 'error', target: id, condition: error.condition, text: error.text }];
  }
  const contents: Content[] = [];
  const receipt = message.child('received', RECEIPTS)?.attr('id');
  if (receipt) contents.push({ kind: 'received', target: receipt });
  const displayed = message.child('displayed', MARKERS)?.attr('id');
  if (displayed) contents.push({ kind: 'displayed', target: displayed });
  const retract = message.child('retract', RETRACT)?.attr('id');
  const tombstone = message.child('retracted', RETRACT);
  const reactions = message.child('reactions', REACTIONS);
  const target = reactions?.attr('id');
  if (retract) {
    contents.push({ kind: 'retraction', target: retract });
  } else if (tombstone) {
    contents.push({ kind: 'tombstone', at: readDate(tombstone.attr('stamp')) });
  } else if (reactions && target) {
    const emojis = reactions.all('reaction').map((r) => r.text.trim()).filter((t) => t !== '' && t.length <= 32);
    contents.push({ kind: 'reactions', target, emojis: [...new Set(emojis)].slice(0, MAX_REACTIONS) });
  } else {
    contents.push(...readText(message));
  }
  const state = message.elements.find((e) => e.ns === CHAT_STATES && STATES.includes(e.name));
  if (state) contents.push({ kind: 'typing', state: state.name as ChatState });
  return contents;
}

function readText(message: XmlElement): Content[] {
  const raw = message.textOf('body');
  const file = readFile(message, raw);
  if (raw === undefined && !file) return [];
  const body = withoutFallback(message, raw ?? '', file !== undefined).slice(0, MAX_BODY);
  const replace = message.child('replace', CORRECT)?.attr('id');
  if (replace && !file) return [{ kind: 'correction', target: replace, body }];
  if (body.trim() === '' && !file) return [];
  const reply = message.child('reply', REPLY);
  const replyId = reply?.attr('id');
  const author = Jid.read(reply?.attr('to'))?.bare.toString() ?? '';
  return [{
    kind: 'text',
    body,
    ...(replyId && { reply: { id: replyId, author } }),
    ...(file && { file }),
    wantsReceipt: message.child('request', RECEIPTS) !== undefined,
    markable: message.child('markable', MARKERS) !== undefined,
  }];
}

/** XEP-0428: leaves out the parts of the body that only repeat what we understand. Positions count code points. */
function withoutFallback(message: XmlElement, body: string, hasFile: boolean): string {
  const understood = (f: XmlElement): boolean => {
    const what = f.attr('for');
    return what === REPLY || (hasFile && (what === SFS || what === OOB));
  };
  const regions = message.all('fallback', FALLBACK).filter(understood).flatMap((f) => f.all('body'));
  if (regions.length === 0) return hasFile && message.textOf('url', OOB) === undefined && sameUrl(message, body) ? '' : body;
  const points = Array.from(body);
  const keep = new Array<boolean>(points.length).fill(true);
  for (const region of regions) {
    const start = position(region.attr('start'), 0);
    const end = position(region.attr('end'), points.length);
    if (start > end || end > points.length) return body;
    keep.fill(false, start, end);
  }
  return points.filter((_, i) => keep[i]).join('');
}

function position(value: string | undefined, otherwise: number): number {
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : otherwise;
}

function sameUrl(message: XmlElement, body: string): boolean {
  return oobUrl(message) === body.trim();
}

function oobUrl(message: XmlElement): string | undefined {
  return message.child('x', OOB)?.textOf('url')?.trim();
}

function readFile(message: XmlElement, body: string | undefined): FileInfo | undefined {
  const sharing = message.child('file-sharing', SFS);
  const url = httpUrl(sharing?.child('sources')?.child('url-data', URL_DATA)?.attr('target') ?? oobUrl(message));
  if (!url) return undefined;
  if (!sharing && body?.trim() !== url) return undefined; // an address beside a text is a link, not the file itself
  const metadata = sharing?.child('file', FILE_METADATA);
  const text = (name: string): string | undefined => metadata?.textOf(name)?.trim();
  const number = (name: string): number | undefined => {
    const value = Number(text(name));
    return Number.isFinite(value) && value > 0 ? value : undefined;
  };
  const name = (text('name') || nameFromUrl(url)).slice(0, 255);
  const width = number('width');
  const height = number('height');
  const length = number('length');
  return {
    url,
    name,
    size: number('size') ?? 0,
    type: (text('media-type') || typeFromName(name)).toLowerCase(),
    ...(width && height && width < 100_000 && height < 100_000 && { width, height }),
    ...(length && { duration: length / 1000 }),
  };
}

/** Only addresses a page may load; never javascript: or data:. */
export function httpUrl(url: string | undefined): string | undefined {
  if (!url) return undefined;
  try {
    const parsed = new URL(url);
    return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : undefined;
  } catch {
    return undefined;
  }
}

function nameFromUrl(url: string): string {
  const last = new URL(url).pathname.split('/').pop() ?? '';
  try {
    return decodeURIComponent(last) || 'file';
  } catch {
    return last;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', avif: 'image/avif',
  mp3: 'audio/mpeg', m4a: 'audio/mp4', ogg: 'audio/ogg', oga: 'audio/ogg', opus: 'audio/ogg', wav: 'audio/wav', weba: 'audio/webm',
  mp4: 'video/mp4', webm: 'video/webm', pdf: 'application/pdf', txt: 'text/plain',
};

export function typeFromName(name: string): string {
  return TYPES[name.split('.').pop()?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}

/** Date and time, XEP-0082, in milliseconds. */
export function readDate(stamp: string | undefined): number | undefined {
  const value = stamp === undefined ? NaN : Date.parse(stamp);
  return Number.isNaN(value) ? undefined : value;
}

/** The ids others may use for this stanza. */
export function idsOf(message: XmlElement): string[] {
  const ids = [message.attr('id'), message.child('origin-id', SID)?.attr('id')];
  return [...new Set(ids.filter((id): id is string => id !== undefined && id !== '' && id.length <= 512))];
}

/** XEP-0359: its id in the archive of `by`; others' claims do not count. */
export function archiveIdOf(message: XmlElement, by: Jid): string | undefined {
  return message.all('stanza-id', SID).find((s) => Jid.read(s.attr('by'))?.equals(by))?.attr('id');
}

/** What we send. The id is both the stanza's and the origin id. */
export type Outgoing =
  | { readonly kind: 'text'; readonly body: string; readonly reply?: Reply & { readonly quote: string }; readonly file?: FileInfo }
  | { readonly kind: 'correction'; readonly target: string; readonly body: string }
  | { readonly kind: 'retraction'; readonly target: string }
  | { readonly kind: 'reactions'; readonly target: string; readonly emojis: readonly string[] };

export function writeMessage(to: string, id: string, out: Outgoing): XmlElement {
  return el('message', CLIENT, { to, type: 'chat', id }, payload(out), el('origin-id', SID, { id }));
}

function payload(out: Outgoing): XmlElement[] {
  const body = (text: string): XmlElement => el('body', CLIENT, {}, text);
  switch (out.kind) {
    case 'text': {
      const asks = [el('request', RECEIPTS), el('markable', MARKERS), el('active', CHAT_STATES)];
      if (out.file) return [body(out.file.url), ...fileElements(out.file), ...asks];
      if (!out.reply) return [body(out.body), ...asks];
      const quote = `${out.reply.quote.split('\n').map((l) => `> ${l}`).join('\n')}\n`;
      return [
        body(quote + out.body),
        el('reply', REPLY, { to: out.reply.author, id: out.reply.id }),
        el('fallback', FALLBACK, { for: REPLY }, el('body', FALLBACK, { start: '0', end: String(Array.from(quote).length) })),
        ...asks,
      ];
    }
    case 'correction':
      return [body(out.body), el('replace', CORRECT, { id: out.target }), el('request', RECEIPTS), el('markable', MARKERS)];
    case 'retraction':
      return [
        body('/me retracted a previous message, but it is unsupported by your client.'),
        el('retract', RETRACT, { id: out.target }),
        el('fallback', FALLBACK, { for: RETRACT }),
        el('store', HINTS),
      ];
    case 'reactions':
      return [
        el('reactions', REACTIONS, { id: out.target }, out.emojis.map((e) => el('reaction', REACTIONS, {}, e))),
        el('store', HINTS),
      ];
  }
}

function fileElements(file: FileInfo): XmlElement[] {
  const meta = (name: string, value: string | number | undefined): XmlElement | false =>
    value !== undefined && el(name, FILE_METADATA, {}, String(value));
  return [
    el('x', OOB, {}, el('url', OOB, {}, file.url)),
    el('file-sharing', SFS, { disposition: 'inline' },
      el('file', FILE_METADATA, {},
        meta('media-type', file.type), meta('name', file.name), meta('size', file.size || undefined),
        meta('width', file.width), meta('height', file.height),
        meta('length', file.duration === undefined ? undefined : Math.round(file.duration * 1000))),
      el('sources', SFS, {}, el('url-data', URL_DATA, { target: file.url }))),
    el('fallback', FALLBACK, { for: SFS }, el('body', FALLBACK)),
  ];
}

export function writeReceipt(to: string, id: string, target: string): XmlElement {
  return el('message', CLIENT, { to, type: 'chat', id }, el('received', RECEIPTS, { id: target }), el('store', HINTS));
}

export function writeDisplayed(to: string, id: string, target: string): XmlElement {
  return el('message', CLIENT, { to, type: 'chat', id }, el('displayed', MARKERS, { id: target }), el('store', HINTS));
}

export function writeChatState(to: string, id: string, state: ChatState): XmlElement {
  return el('message', CLIENT, { to, type: 'chat', id }, el(state, CHAT_STATES), el('no-store', HINTS));
}
