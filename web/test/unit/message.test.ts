import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verification, readInfo } from '../../src/xmpp/disco';
import { readForm, submitForm } from '../../src/xmpp/forms';
import { readContents, writeMessage, type Outgoing } from '../../src/xmpp/message';
import { StreamManagement } from '../../src/xmpp/sm';
import { parse, serialize } from '../../src/xmpp/xml';

const message = (inside: string) => parse(`<message xmlns='jabber:client' from='a@b/c' type='chat' id='1'>${inside}</message>`);

test('XEP-0461: the quote before an answer is taken off, counted in code points', () => {
  const quote = '> Anna 😀 wrote:\n> We should bake a cake\n';
  const m = message(`<body>&gt; Anna 😀 wrote:\n&gt; We should bake a cake\nGreat idea!</body><reply to='anna@example.com/laptop' id='message-id1' xmlns='urn:xmpp:reply:0'/>
    <fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='${Array.from(quote).length}'/></fallback>`);
  assert.deepEqual(readContents(m), [{ kind: 'text', body: 'Great idea!', reply: { id: 'message-id1', author: 'anna@example.com' }, wantsReceipt: false, markable: false }]);
});

test('an impossible fallback range leaves the body whole', () => {
  const m = message(`<body>hello</body><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='4' end='99'/></fallback>`);
  const [content] = readContents(m);
  assert.equal(content?.kind === 'text' && content.body, 'hello');
});

test('what we write we read back', () => {
  const cases: Outgoing[] = [
    { kind: 'text', body: 'hi <b>&' },
    { kind: 'text', body: 'yes', reply: { id: 'x', author: 'a@b', quote: 'one\ntwo 😀' } },
    { kind: 'text', body: '', file: { url: 'https://h/f/a%20b.png', name: 'a b.png', size: 12, type: 'image/png', width: 3, height: 4 } },
    { kind: 'correction', target: 't', body: 'new' },
    { kind: 'retraction', target: 't' },
    { kind: 'reactions', target: 't', emojis: ['👍', '❤️'] },
  ];
  for (const out of cases) {
    const [content] = readContents(parse(serialize(writeMessage('a@b', 'i', out))));
    assert.equal(content?.kind, out.kind);
    if (out.kind === 'text' && content?.kind === 'text') {
      assert.equal(content.body, out.body);
      assert.equal(content.reply?.id, out.reply?.id);
      assert.deepEqual(content.file, out.file);
      assert.ok(content.wantsReceipt && content.markable);
    }
    if (out.kind === 'correction' && content?.kind === 'correction') assert.deepEqual(content, out);
    if (out.kind === 'reactions' && content?.kind === 'reactions') assert.deepEqual(content, out);
  }
});

for (const url of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'not a url', 'ftp://x/y']) {
  test(`no file at ${url}`, () => {
    const [content] = readContents(message(`<body>${url}</body><x xmlns='jabber:x:oob'><url>${url}</url></x>`));
    assert.equal(content?.kind === 'text' && content.file, undefined);
  });
}

test('an address beside a text is a link, not a file', () => {
  const [content] = readContents(message(`<body>see this</body><x xmlns='jabber:x:oob'><url>https://h/a.png</url></x>`));
  assert.ok(content?.kind === 'text' && content.file === undefined && content.body === 'see this');
});

test('XEP-0115 section 5.2: the simple example hashes as printed', async () => {
  const info = { identities: [{ category: 'client', type: 'pc', name: 'Exodus 0.9.1' }], forms: [],
    features: ['http://jabber.org/protocol/muc', 'http://jabber.org/protocol/disco#info', 'http://jabber.org/protocol/disco#items', 'http://jabber.org/protocol/caps'] };
  assert.equal(await verification(info), 'QgayPKawpkPSDYmwT/WM94uAlu0=');
  assert.equal(readInfo(undefined).features.length, 0);
});

test('XEP-0198 section 4: counts wrap at 2^32', () => {
  const sm = new StreamManagement();
  sm.sent({ xml: 'a', tag: 'a' });
  sm.sent({ xml: 'b', tag: 'b' });
  assert.deepEqual(sm.acked(1).map((s) => s.tag), ['a']);
  assert.deepEqual(sm.acked(1), []);
  assert.throws(() => sm.acked(0), RangeError);
  assert.throws(() => sm.acked(3), RangeError);
  assert.throws(() => sm.acked(NaN), RangeError);
  assert.deepEqual(sm.resumed(1).again.map((s) => s.tag), ['b']);
});

test('XEP-0004: forms are read and answered', () => {
  const x = parse(`<x xmlns='jabber:x:data' type='form'><title>Bot</title><instructions>Fill in</instructions><field type='hidden' var='FORM_TYPE'><value>jabber:bot</value></field>
    <field type='fixed'><value>Section</value></field><field type='list-single' var='max'><value>20</value><option label='10'><value>10</value></option><required/></field><field type='boolean' var='public' label='Public?'/></x>`);
  const form = readForm(x)!;
  assert.equal(form.formType, 'jabber:bot');
  assert.equal(form.fields[2]?.required, true);
  assert.equal(serialize(submitForm(form, { max: ['10'], public: ['1'] })),
    `<x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE" type="hidden"><value>jabber:bot</value></field><field var="max" type="list-single"><value>10</value></field><field var="public" type="boolean"><value>1</value></field></x>`);
});
