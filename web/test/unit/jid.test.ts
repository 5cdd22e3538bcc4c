import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Jid } from '../../src/xmpp/jid';
import { readXmppUri } from '../../src/xmpp/registration';

test('parts, case and width', () => {
  const jid = Jid.parse('Juliet@Capulet.LIT/Balcony 1/x@y');
  assert.deepEqual([jid.local, jid.domain, jid.resource], ['juliet', 'capulet.lit', 'Balcony 1/x@y']);
  assert.equal(jid.bare.toString(), 'juliet@capulet.lit');
  assert.equal(Jid.parse('ｊuliet@example.com').local, 'juliet');
});

for (const bad of ['', '@', '@example.com', 'a b@example.com', 'a@', 'example.com/', 'a<b@x', 'a@b@c', 'a@-x..y', 'x'.repeat(1024), 'a@exa mple', 'a@x/\u0007', 'a@<script>']) {
  test(`no address: ${JSON.stringify(bad.slice(0, 20))}`, () => assert.equal(Jid.read(bad), undefined));
}

test('invitation links', () => {
  const link = readXmppUri('xmpp:romeo@montague.net?roster;preauth=1tMFqYDdKhfe2pwp;name=Romeo+Montague');
  assert.equal(link?.jid.toString(), 'romeo@montague.net');
  assert.deepEqual({ ...link?.params }, { preauth: '1tMFqYDdKhfe2pwp', name: 'Romeo Montague' });
  assert.equal(readXmppUri('https://example.com'), undefined);
  assert.equal(readXmppUri('xmpp:a%zz@x'), undefined);
});
