import assert from 'node:assert/strict';
import { test } from 'node:test';
import { el, MAX_ATTRIBUTES, MAX_DEPTH, parse, serialize, XmlElement, XmlError, type XmlNode } from '../../src/xmpp/xml';
import { Random } from './random';

test('namespaces are resolved through prefixes and defaults', () => {
  const e = parse(`<stream:features xmlns:stream='http://etherx.jabber.org/streams' xmlns="jabber:client"><bind xmlns='b'/><x/><stream:y/></stream:features>`);
  assert.equal(e.ns, 'http://etherx.jabber.org/streams');
  assert.deepEqual(e.elements.map((c) => c.ns), ['b', 'jabber:client', 'http://etherx.jabber.org/streams']);
});

test('entities and character references are decoded, CDATA is text', () => {
  assert.equal(parse(`<a>&lt;&amp;&#x1F600;&#65;<![CDATA[<b>&amp;]]></a>`).text, '<&\u{1F600}A<b>&amp;');
  assert.equal(parse(`<a b='&quot;&#10;x\ty'/>`).attr('b'), '"\nx y');
});

// RFC 6120 section 11.1 and 4.9.3.18: restricted XML
for (const bad of [
  '<!DOCTYPE a><a/>', '<a><!-- c --></a>', '<?xml version="1.0"?><a/>', '<a><?pi?></a>', '<a>&nbsp;</a>', '<a>&x</a>', '<a>', '<a></b>', '</a>', '<a/><b/>',
  '<a b=c/>', '<a b="1" b="2"/>', '<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>', '<p:a/>', '<a p:b="1"/>', '<a xmlns:p=""/>', '<a b="<"/>', '<a>]]></a>', '<a>&#0;</a>',
  '<a>&#xD800;</a>', '<a>\u0000</a>', '<a>\ufffe</a>', '<a>\ud800</a>', '<a:b:c xmlns:a="u"/>', '', 'x', '<', '<a', '<a ', '<a b', '<a b="', '<a><![CDATA[', '<a xmlns:="u"/>', '<a xm\u2028ns="u"/>', '<1/>', '<a b="1"c="2"/>',
]) {
  test(`refused: ${JSON.stringify(bad)}`, () => assert.throws(() => parse(bad), XmlError));
}

test('depth and attributes have limits', () => {
  assert.throws(() => parse('<a>'.repeat(MAX_DEPTH + 1) + '</a>'.repeat(MAX_DEPTH + 1)), XmlError);
  assert.ok(parse('<a>'.repeat(MAX_DEPTH) + '</a>'.repeat(MAX_DEPTH)));
  const many = Array.from({ length: MAX_ATTRIBUTES + 1 }, (_, i) => `a${i}="x"`).join(' ');
  assert.throws(() => parse(`<a ${many}/>`), XmlError);
});

test('attribute names of Object.prototype are only data', () => {
  const e = parse(`<a __proto__="x" constructor="y"/>`);
  assert.equal(e.attr('__proto__'), 'x');
  assert.equal(parse('<a/>').attr('constructor'), undefined);
});

test('what cannot be XML is cleaned when written', () => {
  assert.equal(serialize(el('a', 'n', {}, 'x\u0000\ud800y')), '<a xmlns="n">x\ufffd\ufffdy</a>');
});

function randomText(random: Random): string {
  const alphabet = ['a', '<', '>', '&', '"', "'", ' ', '\n', '\r', '\t', ']]>', 'é', '\u{1F600}', '&amp;', '\u2028', '\u0085', '--', '<!'];
  return Array.from({ length: random.below(12) }, () => random.of(alphabet)).join('');
}

function randomElement(random: Random, depth: number): XmlElement {
  const attrs: Record<string, string> = {};
  for (let i = random.below(4); i > 0; i--) attrs[random.of(['id', 'to', 'xml:lang', 'a-b', 'x.y'])] = randomText(random);
  const children: XmlNode[] = [];
  if (depth > 0) for (let i = random.below(4); i > 0; i--) children.push(random.below(2) ? randomText(random) : randomElement(random, depth - 1));
  return el(random.of(['message', 'body', 'x', 'é']), random.of(['', 'jabber:client', 'u"<&', 'urn:x']), attrs, ...children);
}

test('property: what is written reads back the same', () => {
  const random = new Random(1);
  for (let i = 0; i < 3000; i++) {
    const element = randomElement(random, 4);
    const xml = serialize(element);
    assert.equal(serialize(parse(xml)), xml, `seed 1 round ${i}`);
  }
});

test('fuzz: damaged input is read or refused, never anything else', () => {
  const random = new Random(2);
  for (let i = 0; i < 5000; i++) {
    const chars = Array.from(serialize(randomElement(random, 3)));
    for (let n = 1 + random.below(4); n > 0; n--) {
      const at = random.below(chars.length);
      random.of([
        () => chars.splice(at, 1),
        () => chars.splice(at, 0, random.of(['<', '>', '&', '"', '/', '!', 'x', '\u0000', ':', '='])),
        () => chars.splice(at, random.below(8)),
      ])();
    }
    try {
      parse(chars.join(''));
    } catch (error) {
      assert.ok(error instanceof XmlError, String(error));
    }
  }
});
