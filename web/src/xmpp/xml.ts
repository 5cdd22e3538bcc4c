/**
 * XML as stanzas use it: an immutable element, a strict parser and a safe serialiser.
 *
 * One parser for browser and tests, so that what the tests prove is what runs. It takes the profile of RFC 6120 section 11:
 * no DTD, no processing instruction, no comment, no entity but the five. Every limit has a name and counts while parsing.
 */

export type Attributes = Readonly<Record<string, string>>;
export type XmlNode = XmlElement | string;
/** What a builder takes as child; nothing is added for null, undefined and false. */
export type Child = XmlNode | null | undefined | false | readonly Child[];

/** Deepest nesting of elements we read. */
export const MAX_DEPTH = 64;
/** Most attributes on one element. */
export const MAX_ATTRIBUTES = 64;
/** Longest frame in UTF-16 units. */
export const MAX_LENGTH = 4 * 1024 * 1024;

export class XmlElement {
  constructor(
    readonly name: string,
    readonly ns: string,
    readonly attrs: Attributes = {},
    readonly children: readonly XmlNode[] = [],
  ) {}

  is(name: string, ns: string): boolean {
    return this.name === name && this.ns === ns;
  }

  attr(name: string): string | undefined {
    return Object.hasOwn(this.attrs, name) ? this.attrs[name] : undefined;
  }

  get elements(): XmlElement[] {
    return this.children.filter((c): c is XmlElement => typeof c !== 'string');
  }

  /** The first child of that name; of the parent's namespace unless another is named. */
  child(name: string, ns: string = this.ns): XmlElement | undefined {
    return this.elements.find((c) => c.is(name, ns));
  }

  all(name: string, ns: string = this.ns): XmlElement[] {
    return this.elements.filter((c) => c.is(name, ns));
  }

  /** Its own text, not that of descendants. */
  get text(): string {
    return this.children.filter((c) => typeof c === 'string').join('');
  }

  textOf(name: string, ns: string = this.ns): string | undefined {
    return this.child(name, ns)?.text;
  }

  toString(): string {
    return serialize(this);
  }
}

/** Builds an element. */
export function el(name: string, ns: string, attrs: Record<string, string | undefined> = {}, ...children: Child[]): XmlElement {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(attrs)) if (value !== undefined) kept[key] = value;
  const flat: XmlNode[] = [];
  const add = (child: Child): void => {
    if (child === null || child === undefined || child === false || child === '') return;
    if (typeof child === 'string' || child instanceof XmlElement) flat.push(child);
    else for (const c of child) add(c);
  };
  add(children);
  return new XmlElement(name, ns, kept, flat);
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Text that XML 1.0 can carry: characters outside its Char rule become U+FFFD. */
export function cleanText(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
}

function escape(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (c) => ESCAPES[c] ?? c);
}

function escapeAttribute(text: string): string {
  return escape(text).replace(/[\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`);
}

// Names as XML 1.0 section 2.3 and Namespaces in XML section 4 have them.
const START = 'A-Za-z_\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}';
const MORE = '\\-.0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040';
const NAME = new RegExp(`^[${START}][${START}${MORE}]*$`, 'u');
const QNAME = new RegExp(`[${START}][${START}${MORE}:]*`, 'uy');
const XML_NS = 'http://www.w3.org/XML/1998/namespace';

export function serialize(element: XmlElement, parentNs = ''): string {
  if (!NAME.test(element.name)) throw new XmlError(`not a name: ${element.name}`);
  let out = `<${element.name}`;
  if (element.ns !== parentNs) out += ` xmlns="${escapeAttribute(element.ns)}"`;
  for (const [key, value] of Object.entries(element.attrs)) {
    const local = key.startsWith('xml:') ? key.slice(4) : key;
    if (!NAME.test(local) || key === 'xmlns') continue; // foreign prefixed attributes are not passed on
    out += ` ${key}="${escapeAttribute(value)}"`;
  }
  if (element.children.length === 0) return `${out}/>`;
  out += '>';
  for (const c of element.children) out += typeof c === 'string' ? escape(c).replaceAll('\r', '&#13;') : serialize(c, element.ns);
  return `${out}</${element.name}>`;
}

/** The input is not XML as RFC 6120 section 11 allows it, or over a limit. */
export class XmlError extends Error {}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

interface Open {
  readonly qname: string;
  readonly name: string;
  readonly ns: string;
  readonly attrs: Record<string, string>;
  readonly children: XmlNode[];
  readonly scope: ReadonlyMap<string, string>;
}

/** Parses exactly one element. */
export function parse(input: string): XmlElement {
  if (input.length > MAX_LENGTH) throw new XmlError('too long');
  if (!input.isWellFormed()) throw new XmlError('lone surrogate');
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(input)) throw new XmlError('character not allowed');
  return new Parser(input).document();
}

class Parser {
  private at = 0;

  constructor(private readonly input: string) {}

  document(): XmlElement {
    const rootScope: ReadonlyMap<string, string> = new Map([['', ''], ['xml', XML_NS]]);
    const stack: Open[] = [];
    this.space();
    for (;;) {
      if (this.input[this.at] !== '<') throw new XmlError('element expected');
      const done = this.tag(stack, rootScope);
      if (done) {
        this.space();
        if (this.at < this.input.length) throw new XmlError('content after the root');
        return done;
      }
      this.content(stack);
    }
  }

  private space(): void {
    while (this.at < this.input.length && ' \t\r\n'.includes(this.input[this.at]!)) this.at++;
  }

  /** Text up to the next tag. */
  private content(stack: Open[]): void {
    const top = stack[stack.length - 1]!;
    for (;;) {
      const next = this.input.indexOf('<', this.at);
      if (next < 0) throw new XmlError('not closed');
      if (next > this.at) {
        const raw = this.input.slice(this.at, next);
        if (raw.includes(']]>')) throw new XmlError(']]> in text');
        this.text(top, decode(raw));
        this.at = next;
      }
      if (!this.input.startsWith('<![CDATA[', this.at)) return;
      const end = this.input.indexOf(']]>', this.at);
      if (end < 0) throw new XmlError('CDATA not closed');
      this.text(top, this.input.slice(this.at + 9, end).replaceAll('\r\n', '\n').replaceAll('\r', '\n'));
      this.at = end + 3;
    }
  }

  private text(top: Open, text: string): void {
    const last = top.children.length - 1;
    const before = top.children[last];
    if (typeof before === 'string') top.children[last] = before + text;
    else if (text) top.children.push(text);
  }

  /** Reads one tag; gives the root when it has been closed. */
  private tag(stack: Open[], rootScope: ReadonlyMap<string, string>): XmlElement | undefined {
    this.at++;
    const first = this.input[this.at];
    if (first === '!' || first === '?') throw new XmlError('restricted XML');
    if (first === '/') {
      this.at++;
      const name = this.name();
      this.space();
      this.expect('>');
      const open = stack.pop();
      if (!open || open.qname !== name) throw new XmlError(`unexpected </${name}>`);
      return this.close(open, stack);
    }
    const open = this.open(stack[stack.length - 1]?.scope ?? rootScope);
    if (this.input[this.at] === '/') {
      this.at++;
      this.expect('>');
      return this.close(open, stack) ?? this.open_(stack);
    }
    this.expect('>');
    stack.push(open);
    if (stack.length > MAX_DEPTH) throw new XmlError('too deep');
    return undefined;
  }

  private open_(stack: Open[]): undefined {
    if (stack.length === 0) throw new XmlError('no root');
    return undefined;
  }

  private close(open: Open, stack: Open[]): XmlElement | undefined {
    const element = new XmlElement(open.name, open.ns, open.attrs, open.children);
    const parent = stack[stack.length - 1];
    if (!parent) return element;
    parent.children.push(element);
    return undefined;
  }

  private open(outer: ReadonlyMap<string, string>): Open {
    const qname = this.name();
    const raw: [string, string][] = [];
    for (;;) {
      const before = this.at;
      this.space();
      const c = this.input[this.at];
      if (c === '>' || c === '/') break;
      if (c === undefined || before === this.at) throw new XmlError('attribute expected');
      const key = this.name();
      this.space();
      this.expect('=');
      this.space();
      const quote = this.input[this.at];
      if (quote !== '"' && quote !== "'") throw new XmlError('quote expected');
      const end = this.input.indexOf(quote, this.at + 1);
      if (end < 0) throw new XmlError('attribute not closed');
      const value = this.input.slice(this.at + 1, end);
      if (value.includes('<')) throw new XmlError('< in attribute');
      this.at = end + 1;
      raw.push([key, decode(value.replace(/\r\n|[\t\n\r]/g, ' '))]);
      if (raw.length > MAX_ATTRIBUTES) throw new XmlError('too many attributes');
    }
    let scope = outer;
    const declare = (prefix: string, uri: string): void => {
      if (scope === outer) scope = new Map(outer);
      (scope as Map<string, string>).set(prefix, uri);
    };
    const seen = new Set<string>();
    for (const [key, value] of raw) {
      if (seen.has(key)) throw new XmlError(`attribute twice: ${key}`);
      seen.add(key);
      if (key === 'xmlns') declare('', value);
      else if (key.startsWith('xmlns:')) {
        const prefix = key.slice(6);
        if (prefix === 'xml' || prefix === 'xmlns' || value === '' || !NAME.test(prefix)) throw new XmlError('bad prefix');
        declare(prefix, value);
      }
    }
    const attrs: Record<string, string> = Object.create(null) as Record<string, string>;
    const expanded = new Set<string>();
    for (const [key, value] of raw) {
      if (key === 'xmlns' || key.startsWith('xmlns:')) continue;
      const [prefix, local] = split(key);
      const uri = prefix ? scope.get(prefix) : '';
      if (uri === undefined) throw new XmlError(`prefix not bound: ${prefix}`);
      const full = `{${uri}}${local}`;
      if (expanded.has(full)) throw new XmlError(`attribute twice: ${key}`);
      expanded.add(full);
      attrs[prefix === '' ? local : prefix === 'xml' ? `xml:${local}` : full] = value;
    }
    const [prefix, name] = split(qname);
    const ns = scope.get(prefix);
    if (ns === undefined) throw new XmlError(`prefix not bound: ${prefix}`);
    return { qname, name, ns, attrs, children: [], scope };
  }

  private name(): string {
    QNAME.lastIndex = this.at;
    const found = QNAME.exec(this.input)?.[0];
    if (!found || found.length > 256) throw new XmlError('name expected');
    this.at += found.length;
    return found;
  }

  private expect(c: string): void {
    if (this.input[this.at] !== c) throw new XmlError(`${c} expected`);
    this.at++;
  }
}

function split(qname: string): [string, string] {
  const colon = qname.indexOf(':');
  if (colon < 0) return ['', qname];
  const local = qname.slice(colon + 1);
  if (!NAME.test(local)) throw new XmlError(`not a name: ${qname}`);
  return [qname.slice(0, colon), local];
}

function decode(text: string): string {
  const lines = text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text;
  if (!lines.includes('&')) return lines;
  return lines.replace(/&([^;&]{0,12}(;?))/g, (_all, body: string, end: string) => {
    if (!end) throw new XmlError('entity not closed');
    const name = body.slice(0, -1);
    const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
    if (known !== undefined) return known;
    const number = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(name);
    if (!number) throw new XmlError(`entity not allowed: ${name}`);
    const code = number[1] !== undefined ? parseInt(number[1], 16) : parseInt(number[2]!, 10);
    const allowed = code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0xd7ff)
      || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
    if (!allowed) throw new XmlError('character not allowed');
    return String.fromCodePoint(code);
  });
}
