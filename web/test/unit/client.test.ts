import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAccount, type Account } from '../../src/xmpp/account';
import { LAST_RETRY_MILLIS, SHORT_WHILE_MILLIS, WATCHED_RETRY_MILLIS } from '../../src/xmpp/client';
import { StanzaError } from '../../src/xmpp/errors';
import { Jid } from '../../src/xmpp/jid';
import type { Incoming } from '../../src/xmpp/message';
import { el, parse } from '../../src/xmpp/xml';
import { FakeServer, result, TOKEN } from './fake-server';
import { Random } from './random';

function setUp(): { server: FakeServer; account: Account; stop: () => void } {
  const server = new FakeServer();
  const account = openAccount({
    url: 'ws://x', account: Jid.parse('romeo@montague.lit'), credentials: { token: TOKEN },
    device: { id: 'd', software: 'Viavai', name: 'test' }, transport: server.open,
  });
  account.client.start();
  return { server, account, stop: () => account.client.stop() };
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !condition(); i++) await sleep(5);
  assert.ok(condition(), 'it did not happen');
}

const text = (id: string) => el('message', 'jabber:client', { to: 'juliet@capulet.lit', id }, el('body', 'jabber:client', {}, id));

test('login by token, and acknowledged stanzas are reported once', async () => {
  const { server, account, stop } = setUp();
  const acked: string[] = [];
  account.client.on('acked', (tag) => acked.push(tag));
  await until(() => account.client.online);
  assert.equal(account.client.jid.toString(), 'romeo@montague.lit/r1');
  account.client.send(text('m1'), 'm1');
  account.client.send(text('m2'), 'm2');
  await until(() => acked.length === 2);
  assert.deepEqual(acked, ['m1', 'm2']);
  assert.deepEqual(server.received.map((m) => m.attr('id')), ['m1', 'm2']);
  stop();
});

test('XEP-0484: a token and a known server make a login of one round trip', async () => {
  const { server, account, stop } = setUp();
  await until(() => account.client.online);
  server.cut();
  server.mute = true;
  account.client.hurry();
  await until(() => server.logins.length === 2 && server.logins[1]!.length === 2);
  assert.deepEqual(server.logins[1], ['open', 'authenticate']); // and nothing was heard
  stop();
});

test('what went ahead and was refused is said again step by step, before it counts', async () => {
  const { server, account, stop } = setUp();
  await until(() => account.client.online);
  server.cut();
  server.refusals = 1;
  account.client.hurry();
  await until(() => account.client.online);
  assert.deepEqual(server.logins, [['open', 'authenticate'], ['open', 'authenticate'], ['open', 'authenticate']]);
  stop();
});

test('a token that is refused step by step as well is spent', async () => {
  const { server, account, stop } = setUp();
  await until(() => account.client.online);
  server.cut();
  server.refusals = 2;
  account.client.hurry();
  await until(() => account.client.state.kind === 'refused');
  assert.deepEqual(account.client.state, { kind: 'refused', condition: 'credentials-expired', text: '' });
  assert.equal(server.logins.length, 3);
  stop();
});

test('a server that takes tokens no more is asked step by step', async () => {
  const { server, account, stop } = setUp();
  await until(() => account.client.online);
  server.cut();
  server.tokens = false;
  account.client.hurry();
  await until(() => account.client.state.kind === 'refused'); // there is no password here
  assert.deepEqual(server.logins.slice(1), [['open', 'authenticate'], ['open']]);
  stop();
});

test('XEP-0198 section 5: after a break the session is resumed and what was lost is sent again, once and in order', async () => {
  const { server, account, stop } = setUp();
  const acked: string[] = [];
  account.client.on('acked', (tag) => acked.push(tag));
  await until(() => account.client.online);
  server.acks = false; // it handles nothing
  account.client.send(text('m1'), 'm1');
  account.client.send(text('m2'), 'm2');
  await until(() => server.received.length === 2);
  server.received = [];
  server.h = 1; // it had handled the first before the break
  server.cut();
  server.acks = true;
  account.client.hurry();
  await until(() => acked.length === 2);
  assert.deepEqual(server.received.map((m) => m.attr('id')), ['m2']);
  assert.equal(account.client.jid.resource, 'r1');
  stop();
});

test('a session that cannot be resumed is begun anew, its requests end, its count still tells', async () => {
  const { server, account, stop } = setUp();
  const acked: string[] = [];
  const sessions: boolean[] = [];
  account.client.on('acked', (tag) => acked.push(tag));
  account.client.on('session', (s) => sessions.push(s.resumed));
  await until(() => account.client.online);
  server.acks = false;
  account.client.send(text('m1'), 'm1');
  account.client.send(text('m2'), 'm2');
  const pending = account.client.iq('get', el('ping', 'urn:xmpp:ping'));
  const ended = assert.rejects(pending, (e: unknown) => e instanceof StanzaError && e.condition === 'disconnected');
  await until(() => server.received.length === 3);
  server.h = 1;
  server.resumable = false;
  server.cut();
  account.client.hurry();
  await ended;
  assert.deepEqual(acked, ['m1']);
  assert.deepEqual(sessions, [false, false]);
  stop();
});

test('an acknowledgement of more than was sent ends the stream', async () => {
  const { server, account, stop } = setUp();
  await until(() => account.client.online);
  server.send(`<a xmlns='urn:xmpp:sm:3' h='7'/>`);
  await until(() => !account.client.online);
  stop();
});

test('T15: an answer counts only from whom was asked', async () => {
  const { server, account, stop } = setUp();
  await until(() => account.client.online);
  let done: string | undefined;
  server.answer = (iq, s) => s.send(`<iq xmlns='jabber:client' type='result' id='${iq.attr('id')}' from='mallory@evil.lit'><query xmlns='x'/></iq>`);
  void account.client.iq('get', el('query', 'x'), 'shop.lit').then((r) => { done = r.attr('from'); });
  await until(() => server.received.length === 1);
  await sleep(20);
  assert.equal(done, undefined);
  server.send(`<iq xmlns='jabber:client' type='result' id='${server.received[0]!.attr('id')}' from='shop.lit'/>`);
  await until(() => done === 'shop.lit');
  stop();
});

test('T15: roster and block pushes from others are refused', async () => {
  const { server, account, stop } = setUp();
  await until(() => account.client.online);
  const items: string[] = [];
  account.roster.events.on('item', ({ item }) => items.push(item.jid));
  account.blocking.on('blocked', (jids) => items.push(...jids));
  const push = (from: string, id: string) => `<iq xmlns='jabber:client' type='set' id='${id}' ${from}><query xmlns='jabber:iq:roster'><item jid='x@${id}.lit' subscription='both'/></query></iq>`;
  server.send(push(`from='mallory@evil.lit'`, 'a'));
  server.send(push(`from='montague.lit'`, 'b'));
  server.send(`<iq xmlns='jabber:client' type='set' id='d' from='mallory@evil.lit'><block xmlns='urn:xmpp:blocking'><item jid='juliet@capulet.lit'/></block></iq>`);
  server.send(push('', 'c'));
  await until(() => server.received.length === 4);
  assert.deepEqual(items, ['x@c.lit']);
  assert.deepEqual(server.received.map((s) => s.attr('type')), ['error', 'error', 'error', 'result']);
  stop();
});

const forwarded = (body: string) => `<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='juliet@capulet.lit/b' to='romeo@montague.lit' type='chat' id='f'><body>${body}</body></message></forwarded>`;

test('T14: carbons only from our own bare address (CVE-2017-5589)', async () => {
  const { server, account, stop } = setUp();
  const seen: Incoming[] = [];
  account.messages.on('incoming', (m) => seen.push(m));
  await until(() => account.client.online);
  for (const from of ['mallory@evil.lit', 'romeo@montague.lit/other', 'montague.lit']) {
    server.send(`<message xmlns='jabber:client' from='${from}'><received xmlns='urn:xmpp:carbons:2'>${forwarded('forged')}</received></message>`);
  }
  server.send(`<message xmlns='jabber:client' from='romeo@montague.lit'><received xmlns='urn:xmpp:carbons:2'>${forwarded('real')}</received></message>`);
  await until(() => seen.length > 0);
  const content = seen[0]!.contents[0]!;
  assert.equal(seen.length, 1);
  assert.equal(content.kind === 'text' && content.body, 'real');
  assert.equal(seen[0]!.envelope.source, 'carbon');
  stop();
});

test('T14: archive results only for a query of ours, from our own account', async () => {
  const { server, account, stop } = setUp();
  const seen: Incoming[] = [];
  account.messages.on('incoming', (m) => seen.push(m));
  await until(() => account.client.online);
  const mam = (from: string, query: string, body: string) => `<message xmlns='jabber:client' ${from}><result xmlns='urn:xmpp:mam:2' queryid='${query}' id='a-${body}'>${forwarded(body)}</result></message>`;
  server.send(mam('', 'unknown', 'unasked'));
  server.answer = (iq, s) => {
    const query = iq.child('query', 'urn:xmpp:mam:2')?.attr('queryid') ?? '';
    s.send(mam(`from='juliet@capulet.lit'`, query, 'forged'));
    s.send(mam(`from='romeo@montague.lit'`, query, 'real'));
    s.send(result(iq, `<fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='http://jabber.org/protocol/rsm'><first>a-real</first><last>a-real</last></set></fin>`));
  };
  const page = await account.messages.page({ max: 10, before: '' });
  assert.deepEqual(page.items.map((i) => i.envelope.archiveId), ['a-real']);
  assert.equal(page.complete, true);
  assert.equal(seen.length, 0);
  stop();
});

test('requests nobody owns are answered with service-unavailable, pings with a result', async () => {
  const { server, account, stop } = setUp();
  await until(() => account.client.online);
  server.send(`<iq xmlns='jabber:client' type='get' id='1' from='a@b'><ping xmlns='urn:xmpp:ping'/></iq>`);
  server.send(`<iq xmlns='jabber:client' type='get' id='2' from='a@b'><what xmlns='urn:x'/></iq>`);
  server.send(`<iq xmlns='jabber:client' type='get' id='3' from='a@b'/>`);
  await until(() => server.received.length === 3);
  assert.deepEqual(server.received.map((s) => `${s.attr('id')} ${s.attr('type')}`), ['1 result', '2 error', '3 error']);
  assert.ok(server.received[1]!.child('error')?.child('service-unavailable', 'urn:ietf:params:xml:ns:xmpp-stanzas'));
  stop();
});

test('fuzz: no stanza stops the session', async () => {
  const { server, account, stop } = setUp();
  await until(() => account.client.online);
  const random = new Random(3);
  const pieces = [
    `<body>x</body>`, `<body xmlns='jabber:client'/>`, `<received xmlns='urn:xmpp:carbons:2'/>`, `<result xmlns='urn:xmpp:mam:2'/>`, `<received xmlns='urn:xmpp:receipts'/>`,
    `<replace xmlns='urn:xmpp:message-correct:0'/>`, `<reactions xmlns='urn:xmpp:reactions:0'/>`, `<reactions xmlns='urn:xmpp:reactions:0' id='1'><reaction/></reactions>`,
    `<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='5' end='2'/></fallback>`, `<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='-1' end='99999999999'/></fallback>`,
    `<reply xmlns='urn:xmpp:reply:0' id='1' to='@@'/>`, `<x xmlns='jabber:x:oob'><url>javascript:alert(1)</url></x>`, `<file-sharing xmlns='urn:xmpp:sfs:0'/>`, `<query xmlns='jabber:iq:roster'><item/><item jid='@'/></query>`,
    `<query xmlns='http://jabber.org/protocol/disco#info' node='x'/>`, `<error type='cancel'/>`, `<c xmlns='http://jabber.org/protocol/caps' ver='x' node='y' hash='sha-1'/>`, `<delay xmlns='urn:xmpp:delay' stamp='never'/>`,
    `<composing xmlns='http://jabber.org/protocol/chatstates'/>`, `<stanza-id xmlns='urn:xmpp:sid:0'/>`, `<x xmlns='vcard-temp:x:update'><photo/></x>`, `<priority>abc</priority>`, `<show>?</show>`,
  ];
  for (let i = 0; i < 3000; i++) {
    const attribute = () => random.of(['', `from='a@b/c'`, `from='@'`, `from=''`, `from='romeo@montague.lit'`, `to='x y'`]);
    const inside = Array.from({ length: random.below(4) }, () => random.of(pieces)).join('');
    server.send(`<${random.of(['message', 'presence', 'iq'])} xmlns='jabber:client' ${attribute()} ${random.of(['', `type='set'`, `type='error'`, `type='result'`, `type='subscribe'`, `type='chat'`, `type='get'`])} ${random.of(['', `id='1'`])}>${inside}</${'X'}>`
      .replace(/<(\w+)( .*)<\/X>$/s, '<$1$2</$1>'));
  }
  server.received = [];
  server.send(`<iq xmlns='jabber:client' type='get' id='last' from='a@b'><ping xmlns='urn:xmpp:ping'/></iq>`);
  await until(() => server.received.some((s) => s.attr('id') === 'last'));
  assert.ok(account.client.online);
  assert.equal(server.connections, 1);
  assert.ok(parse('<a/>'));
  stop();
});

test('who looks at the page waits for a restarted server no longer than some seconds; who does not may wait a minute', () => {
  const { account, stop } = setUp();
  const { client } = account;
  const waits = (): number[] => {
    const found: number[] = [];
    for (let failures = 0; failures < 12; failures++) {
      Object.assign(client, { failures });
      (client as unknown as { retry(reason: string): void }).retry('unreachable');
      assert.ok(client.state.kind === 'waiting');
      found.push(client.state.retryAt - Date.now());
      clearTimeout((client as unknown as { retryTimer: ReturnType<typeof setTimeout> }).retryTimer);
    }
    return found;
  };
  Object.assign(client, { heard: Date.now() });
  assert.ok(Math.max(...waits()) <= WATCHED_RETRY_MILLIS);
  assert.ok(Math.min(...waits().slice(4)) >= WATCHED_RETRY_MILLIS / 2 - 50, 'a restarted server is not stormed');
  client.setActive(false);
  assert.ok(Math.max(...waits()) > LAST_RETRY_MILLIS / 2 - 50);
  client.setActive(true);
  Object.assign(client, { heard: Date.now() - SHORT_WHILE_MILLIS - 1 });
  assert.ok(Math.max(...waits()) > LAST_RETRY_MILLIS / 2 - 50);
  stop();
});
