// THREATS T28: what others write never becomes markup, script or a foreign address, however it is made; and stays cheap to show.
import test from 'node:test';
import assert from 'node:assert/strict';
import type { VNode } from 'preact';
import { blocks, excerpt, links, safeHref } from '../../src/model/styling';
import { loudness } from '../../src/model/loudness';
import { hrefOf, readPlace } from '../../src/view/context';
import { StyledText } from '../../src/view/text';
import { readForm, submitForm } from '../../src/xmpp/forms';
import { readXmppUri } from '../../src/xmpp/registration';
import { el, parse, serialize, type XmlElement } from '../../src/xmpp/xml';
import { Random } from './random';

const PIECES: readonly string[] = [
  '<script>', '</script>', '<img src=x onerror=alert(1)>', '<svg/onload=alert(1)>', 'javascript:alert(1)', 'JaVaScRiPt:', 'java\tscript:alert(1)', 'data:text/html,<script>',
  'vbscript:', 'blob:', 'file:///etc/passwd', 'http://', 'https://example.org/', 'https://a@b:1/?q=<>#"', 'xmpp:', 'xmpp:a@b?message;body=<b>', 'xmpp:%00', 'xmpp:a@b/%2F..', 'xmpp:javascript:alert(1)@b',
  'mailto:x', 'mailto:a@b?subject=x', '*', '_', '~', '`', '```', '\n', '> ', '>>>>>>>', ' ', '(', ')', '[', ']', '{', '}', '/me ', '&lt;', '&#x3c;', '\u202e', '\u0000', '\ud800', '😀', '"', "'", 'onclick=', '__proto__', 'constructor', '%', '%zz', '\u200d', '\ufeff', 'a',
];
const text = (random: Random): string => Array.from({ length: random.below(14) }, () => random.of(PIECES)).join('');

const ELEMENTS: readonly string[] = ['div', 'p', 'pre', 'code', 'blockquote', 'strong', 'em', 's', 'a', 'mark'];
const ATTRIBUTES: readonly string[] = ['class', 'dir', 'tabIndex', 'href', 'target', 'rel', 'children', 'key'];

/** Draws as the browser would, and tells every element with what it was given. */
function draw(node: unknown, visit: (type: string, props: Record<string, unknown>) => void): string {
  if (Array.isArray(node)) return node.map((n) => draw(n, visit)).join('');
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  if (node === null || node === undefined || typeof node === 'boolean') return '';
  const { type, props } = node as VNode<Record<string, unknown>>;
  if (typeof type === 'function') return draw((type as (p: unknown) => unknown)(props), visit);
  if (typeof type === 'string') visit(type, props);
  return draw(props['children'], visit);
}

test('fuzz, T28: a message draws only our elements, only harmless addresses, and loses no letter', () => {
  const random = new Random(28);
  for (let i = 0; i < 4000; i++) {
    const body = text(random);
    const mark = random.below(4) === 0 ? random.of(PIECES) : undefined;
    const shown = draw(StyledText({ text: body, author: random.of(PIECES), mark }), (type, props) => {
      assert.ok(ELEMENTS.includes(type), `${type} from ${JSON.stringify(body)}`);
      for (const name of Object.keys(props)) assert.ok(ATTRIBUTES.includes(name), `${name} on ${type} from ${JSON.stringify(body)}`);
      const { href } = props;
      if (type === 'a') {
        assert.ok(typeof href === 'string');
        assert.match(href, /^(https?:|mailto:|xmpp:|#\/chats\/)/, body);
        if (!href.startsWith('#')) assert.equal(props['rel'], 'noopener noreferrer nofollow');
      } else {
        assert.equal(href, undefined);
      }
    });
    if (body.includes('<script>') && !body.includes('```')) assert.ok(shown.includes('<script>'), body); // shown as it was typed
  }
});

test('T28: only four schemes are links, whatever stands around them', () => {
  const random = new Random(29);
  for (let i = 0; i < 4000; i++) {
    const body = text(random);
    for (const span of links(body)) if (span.kind === 'link') assert.match(span.href, /^(https?|xmpp|mailto):/i);
    const href = safeHref(body);
    if (href !== undefined) assert.match(href, /^(https?|xmpp|mailto):/i);
  }
});

test('long hostile lines end: the work grows with the length, not with its square', () => {
  const many = 60_000;
  for (const body of ['*a '.repeat(many), '_a *b ~c `d '.repeat(many / 4), '```x\n'.repeat(many), '```\n'.repeat(many), '>'.repeat(many), '> > > \n'.repeat(many / 4),
    `http://a/${')'.repeat(many)}`, 'http://a/ '.repeat(many / 8), '*_~'.repeat(many), `${'*'.repeat(many)}a`]) {
    assert.ok(blocks(body).length > 0);
    assert.ok(excerpt(body).length <= 200);
  }
});

test('fuzz: an xmpp: address is read or refused, never anything else', () => {
  const random = new Random(30);
  for (let i = 0; i < 4000; i++) {
    const link = readXmppUri(`xmpp:${text(random)}`);
    if (!link) continue;
    assert.ok(link.jid.domain.length > 0);
    const place = readPlace(hrefOf({ kind: 'chats', peer: link.jid.bare.toString() }));
    assert.deepEqual(place, { kind: 'chats', peer: link.jid.bare.toString() }); // no part of it leads elsewhere
  }
});

test('fuzz: whatever stands behind the # is a place of ours', () => {
  const random = new Random(31);
  for (let i = 0; i < 4000; i++) assert.ok(['chats', 'people', 'settings'].includes(readPlace(`#${text(random)}`).kind));
});

function anyForm(random: Random, depth = 0): XmlElement {
  const name = random.of(['x', 'field', 'value', 'option', 'required', 'desc', 'title', 'instructions', 'reported', 'item']);
  const children = depth > 3 ? [] : Array.from({ length: random.below(5) }, () => anyForm(random, depth + 1));
  return el(name, random.below(6) === 0 ? 'urn:other' : 'jabber:x:data', {
    type: random.of(['form', 'result', 'text-single', 'boolean', 'list-multi', 'hidden', 'fixed', '<b>']), var: random.of([...PIECES, 'FORM_TYPE']).replace(/[\u0000\ud800]/g, ''), label: random.of(['', '<b>']),
  }, ...children, random.of(PIECES).replace(/[\u0000\ud800]/g, ''));
}

test('fuzz: forms are read into known shapes, and only what was asked goes back', () => {
  const random = new Random(32);
  for (let i = 0; i < 2000; i++) {
    const children = Array.from({ length: random.below(6) }, () => anyForm(random, 1));
    const form = readForm(el('x', 'jabber:x:data', { type: random.of(['form', 'result', 'nonsense']) }, ...children));
    if (!form) continue;
    for (const field of form.fields) assert.match(field.type, /^(boolean|fixed|hidden|jid-multi|jid-single|list-multi|list-single|text-multi|text-private|text-single)$/);
    const sent = parse(serialize(submitForm(form, { constructor: ['x'], __proto__: ['y'] } as never)));
    const asked = new Set(form.fields.map((f) => f.name));
    for (const field of sent.all('field')) assert.ok(asked.has(field.attr('var') ?? ''));
  }
});

test('the shape of a sound: as many bars as asked, between 0 and 1, silence is flat', () => {
  assert.deepEqual(loudness(new Float32Array(100), 4), [0, 0, 0, 0]);
  assert.deepEqual(loudness(new Float32Array(0), 3), [0, 0, 0]);
  assert.deepEqual(loudness(Float32Array.from([0, 0, 0.25, -0.25, 0.5, -0.5]), 3), [0, 0.5, 1]);
});
