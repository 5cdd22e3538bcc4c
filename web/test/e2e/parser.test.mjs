// Our parser beside the browser's, on the same inputs: what ours takes, the browser takes, with the same tree (T13).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const ROUNDS = Number(process.env.ROUNDS ?? 4000);

test(`${ROUNDS} damaged stanzas: refused, or read as Chromium reads them`, async () => {
  const bundle = await build({ entryPoints: ['src/xmpp/xml.ts'], bundle: true, format: 'iife', globalName: 'xml', write: false, target: 'es2022' });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  const page = await browser.newPage();
  await page.evaluate(`${bundle.outputFiles[0].text}; globalThis.xml = xml;`);
  const result = await page.evaluate((rounds) => {
    const { parse } = globalThis.xml;
    let state = 42;
    const below = (n) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return Math.floor((state / 4294967296) * n); };
    const of = (list) => list[below(list.length)];
    const seeds = [
      `<message xmlns='jabber:client' to='a@b' xml:lang='en'><body>x &lt; y &amp; &#x41;é😀</body><x xmlns:p='urn:p' p:a='1' b="2"><p:y/></x></message>`,
      `<s:features xmlns:s='http://etherx.jabber.org/streams' xmlns='jabber:client'><bind xmlns='urn:b'/><c/></s:features>`,
      `<iq type="set" id='1'><query xmlns="jabber:iq:roster"><item jid='x@y' name='a&quot;b'/>\r\n<![CDATA[ <raw> ]]></query></iq>`,
    ];
    const bits = ['<', '>', '&', '"', "'", '/', '=', ' ', ':', '\u0000', '\u0008', '\ufffe', '\ud800', '&amp;', '&#0;', '&#xD800;', '&#65;', '&bogus;', '<!--x-->', '<?p?>', '<![CDATA[', ']]>', '<!DOCTYPE a>', 'xmlns="u"', 'xmlns:p="u"', 'p:', 'é', '\u00b7', '\r', '\t', '\n', '1', '-', '\u0130', '\u2028'];
    const tree = (e) => [e.localName ?? e.name, e.namespaceURI ?? e.ns ?? '', e];
    const same = (dom, own) => {
      if (dom.localName !== own.name || (dom.namespaceURI ?? '') !== own.ns) return `name ${dom.localName} {${dom.namespaceURI}} / ${own.name} {${own.ns}}`;
      const attrs = [...dom.attributes].filter((a) => a.name !== 'xmlns' && a.prefix !== 'xmlns')
        .map((a) => [a.namespaceURI === null ? a.localName : a.prefix === 'xml' ? `xml:${a.localName}` : `{${a.namespaceURI}}${a.localName}`, a.value]).sort();
      const mine = Object.entries(own.attrs).sort();
      if (JSON.stringify(attrs) !== JSON.stringify(mine)) return `attributes ${JSON.stringify(attrs)} / ${JSON.stringify(mine)}`;
      const children = [];
      for (const n of dom.childNodes) {
        if (n.nodeType === 1) children.push(n);
        else if (typeof children.at(-1) === 'string') children[children.length - 1] += n.data;
        else if (n.data) children.push(n.data);
      }
      const filtered = children.filter((c) => c !== '');
      const others = own.children.filter((c) => c !== '');
      if (filtered.length !== others.length) return `children ${filtered.length} / ${others.length}`;
      for (let i = 0; i < filtered.length; i++) {
        if (typeof filtered[i] === 'string') { if (filtered[i] !== others[i]) return `text ${JSON.stringify(filtered[i])} / ${JSON.stringify(others[i])}`; } else { const d = same(filtered[i], others[i]); if (d) return d; }
      }
      return undefined;
    };
    void tree;
    let taken = 0;
    const wrong = [];
    for (let i = 0; i < rounds && wrong.length < 5; i++) {
      const chars = Array.from(of(seeds));
      for (let n = below(4); n > 0; n--) {
        const at = below(chars.length);
        const what = below(3);
        if (what === 0) chars.splice(at, 1 + below(3));
        else if (what === 1) chars.splice(at, 0, of(bits));
        else chars[at] = of(bits);
      }
      const input = chars.join('');
      let own;
      try { own = parse(input); } catch { continue; }
      taken++;
      const doc = new DOMParser().parseFromString(input, 'application/xml');
      if (doc.querySelector('parsererror')) wrong.push(`taken, but the browser refuses: ${JSON.stringify(input)}`);
      else { const difference = same(doc.documentElement, own); if (difference) wrong.push(`${difference}: ${JSON.stringify(input)}`); }
    }
    return { taken, wrong };
  }, ROUNDS);
  await browser.close();
  console.log(`    ${result.taken} of ${ROUNDS} were taken`);
  assert.deepEqual(result.wrong, []);
  assert.ok(result.taken > ROUNDS / 20);
});
