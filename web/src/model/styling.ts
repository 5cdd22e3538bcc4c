/** Message styling, XEP-0393, and links: a text becomes a tree of plain pieces. Knows no screen. */

export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'strong' | 'emphasis' | 'strike'; readonly children: readonly Span[] }
  | { readonly kind: 'code'; readonly text: string };

export type Block =
  | { readonly kind: 'plain'; readonly spans: readonly Span[] }
  | { readonly kind: 'pre'; readonly text: string }
  | { readonly kind: 'quote'; readonly children: readonly Block[] };

/** Deepest quotes shown as such. */
export const MAX_QUOTES = 5;

export function blocks(text: string, depth = 0): Block[] {
  const lines = text.split('\n');
  const out: Block[] = [];
  let plain: string[] = [];
  const flush = (): void => {
    if (plain.length > 0) out.push({ kind: 'plain', spans: spans(plain.join('\n')) });
    plain = [];
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.startsWith('```')) { // section 5.1.2: until a line of only ``` or the end
      flush();
      const end = lines.indexOf('```', i + 1);
      const stop = end < 0 ? lines.length : end;
      out.push({ kind: 'pre', text: lines.slice(i + 1, stop).join('\n') });
      i = stop;
    } else if (line.startsWith('>') && depth < MAX_QUOTES) { // section 5.1.3
      flush();
      const inner: string[] = [];
      while (i < lines.length && lines[i]!.startsWith('>')) inner.push(lines[i++]!.replace(/^> ?/, ''));
      i--;
      out.push({ kind: 'quote', children: blocks(inner.join('\n'), depth + 1) });
    } else {
      plain.push(line);
    }
  }
  flush();
  return out;
}

const KINDS: Readonly<Record<string, 'strong' | 'emphasis' | 'strike' | 'code'>> = { '*': 'strong', '_': 'emphasis', '~': 'strike', '`': 'code' };

/** Section 6: directives do not cross lines, open after white space, and close the first that can. */
export function spans(text: string): Span[] {
  return text.split('\n').flatMap((line, i): Span[] => (i === 0 ? line_(line) : [{ kind: 'text', text: '\n' }, ...line_(line)]));
}

function line_(line: string): Span[] {
  const out: Span[] = [];
  /** What is not closed after one place is not closed after a later one: long hostile lines stay cheap. */
  const unclosed = new Set<string>();
  let plain = '';
  const flush = (): void => {
    if (plain) out.push(...links(plain));
    plain = '';
  };
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    const kind = KINDS[c];
    const before = line[i - 1];
    const opens = kind !== undefined && !unclosed.has(c) && (before === undefined || /\s/.test(before) || KINDS[before] !== undefined)
      && line[i + 1] !== undefined && !/\s/.test(line[i + 1]!) && line[i + 1] !== c;
    const end = opens ? closing(line, i) : -1;
    if (!kind || end < 0) {
      if (opens) unclosed.add(c);
      plain += c;
      continue;
    }
    flush();
    const inner = line.slice(i + 1, end);
    out.push(kind === 'code' ? { kind, text: inner } : { kind, children: line_(inner) });
    i = end;
  }
  flush();
  return merged(out);
}

function closing(line: string, open: number): number {
  for (let end = open + 2; end < line.length; end++) {
    if (line[end] === line[open] && !/\s/.test(line[end - 1]!)) return end;
  }
  return -1;
}

function merged(list: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const span of list) {
    const last = out.at(-1);
    if (span.kind === 'text' && last?.kind === 'text') out[out.length - 1] = { kind: 'text', text: last.text + span.text };
    else out.push(span);
  }
  return out;
}

const LINK = /\b(?:https?:\/\/|xmpp:|mailto:)[^\s<>"']+/gi;

/** Most closing brackets taken off the end of an address. */
const MAX_BRACKETS = 16;

/** Addresses in a text. Brackets and stops that close a sentence are not part of them. */
export function links(text: string): Span[] {
  const out: Span[] = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    let found = match[0].replace(/[.,;:!?]+$/, '');
    for (let trimmed = 0; trimmed < MAX_BRACKETS && /[)\]}]$/.test(found) && count(found, found.at(-1) === ')' ? '(' : found.at(-1) === ']' ? '[' : '{') < count(found, found.at(-1)!); trimmed++) {
      found = found.slice(0, -1).replace(/[.,;:!?]+$/, '');
    }
    const href = safeHref(found);
    if (!href) continue;
    if (match.index > at) out.push({ kind: 'text', text: text.slice(at, match.index) });
    out.push({ kind: 'link', text: found, href });
    at = match.index + found.length;
  }
  if (at < text.length) out.push({ kind: 'text', text: text.slice(at) });
  return out;
}

function count(text: string, c: string): number {
  return text.split(c).length - 1;
}

/** T28: only these schemes ever become a link. */
export function safeHref(text: string): string | undefined {
  try {
    const url = new URL(text);
    return ['https:', 'http:', 'xmpp:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** Up to five emoji and nothing else: shown large. */
export function onlyEmoji(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 60) return false;
  if (!/^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u200d\ufe0f\s])+$/u.test(trimmed)) return false;
  const joined = trimmed.replace(/\s/g, '').replace(/\u200d./gu, '').replace(/[\ufe0f\p{Emoji_Modifier}]/gu, '').replace(/\p{Regional_Indicator}{2}/gu, 'x');
  return Array.from(joined).length <= 5;
}

/** What is read of a text, without its directives. */
function words(list: readonly Span[]): string {
  return list.map((s) => ('children' in s ? words(s.children) : s.text)).join('');
}

function read(list: readonly Block[]): string {
  return list.map((b) => (b.kind === 'plain' ? words(b.spans) : b.kind === 'pre' ? b.text : read(b.children))).join(' ');
}

/** One line of a text for a list, without its directives. */
export function excerpt(text: string, length = 200): string {
  return read(blocks(text.slice(0, length * 5))).replace(/\s+/g, ' ').trim().slice(0, length);
}
