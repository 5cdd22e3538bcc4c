import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actions } from '../../src/model/actions';
import { Leader } from '../../src/model/leader';
import { MemoryStore } from '../../src/model/memory';
import { State } from '../../src/model/state';
import { blocks, excerpt, links, onlyEmoji, safeHref, spans, type Block, type Span } from '../../src/model/styling';
import { STEP, Timeline, WINDOW } from '../../src/model/timeline';
import type { Message } from '../../src/model/types';
import { qrMatrix } from '../../src/view/qr';
import { openAccount } from '../../src/xmpp/account';
import { Jid } from '../../src/xmpp/jid';
import { parse, type XmlElement } from '../../src/xmpp/xml';
import { FakeServer, result, TOKEN } from './fake-server';
import { Random } from './random';

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !condition(); i++) await sleep(5);
  assert.ok(condition(), 'it did not happen');
}

const PEER = 'juliet@capulet.lit';

/** A connected tab against a server whose archive the test writes. */
async function connected(archive: (server: FakeServer, iq: XmlElement) => void = () => undefined) {
  const server = new FakeServer();
  server.answer = (stanza, s) => {
    if (stanza.name !== 'iq' || stanza.attr('type') === 'result') return;
    const mam = stanza.child('query', 'urn:xmpp:mam:2');
    if (mam) {
      archive(s, stanza);
      s.send(result(stanza, `<fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='http://jabber.org/protocol/rsm'/></fin>`));
    } else if (stanza.child('query', 'jabber:iq:roster')) {
      s.send(result(stanza, `<query xmlns='jabber:iq:roster' ver='1'><item jid='${PEER}' subscription='both'/></query>`));
    } else {
      s.send(`<iq xmlns='jabber:client' type='error' id='${stanza.attr('id')}' from='${stanza.attr('to') ?? ''}'><error type='cancel'><feature-not-implemented xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`.replace(" from=''", ''));
    }
  };
  const account = openAccount({
    url: 'ws://x', account: Jid.parse('romeo@montague.lit'), credentials: { token: TOKEN }, device: { id: 'd', software: 'Viavai', name: 't' }, transport: server.open,
  });
  const state = new State();
  const store = new MemoryStore();
  const leader = new Leader({
    account, store, state, publish: (changes) => state.apply(changes), settings: () => ({ sendReceipts: true, sendTyping: true }),
  }, () => Promise.resolve());
  await leader.start();
  await until(() => state.connection.value.kind === 'online' && state.contacts.value.size > 0);
  const texts = (): string[] => server.received.filter((s) => s.name === 'message').flatMap((m) => m.textOf('body') ?? []);
  return { server, account, state, store, leader, texts };
}

test('presence is sent before the archive is asked, so that nothing falls between', async () => {
  const { server, leader } = await connected();
  const order = server.received.map((s) => (s.name === 'presence' ? 'presence' : s.child('query', 'urn:xmpp:mam:2') ? 'archive' : '')).filter((x) => x);
  assert.deepEqual(order.slice(0, 2), ['presence', 'archive']);
  leader.stop();
});

test('asking twice to send the same text sends it once', async () => {
  const { leader, texts, store } = await connected();
  await leader.sendText('id1', PEER, 'once');
  await leader.sendText('id1', PEER, 'once');
  await until(() => texts().length > 0);
  assert.deepEqual(texts(), ['once']);
  await until(() => store !== undefined);
  leader.stop();
});

test('typed offline: kept in order, sent after the catch-up, marked sent by the acknowledgement', async () => {
  const { server, account, leader, state, store, texts } = await connected();
  server.resumable = false;
  account.client.interrupt();
  await until(() => !account.client.online);
  for (const n of ['one', 'two', 'three']) await leader.sendText(`id-${n}`, PEER, n);
  assert.equal(state.conversations.value.get(PEER)?.last?.status, 'pending');
  assert.equal((await store.outbox()).length, 3);
  account.client.hurry();
  await until(() => state.conversations.value.get(PEER)?.last?.status === 'sent');
  assert.deepEqual(texts(), ['one', 'two', 'three']);
  assert.deepEqual(await store.outbox(), []);
  leader.stop();
});

test('what the lost session had delivered is recognised in the archive and not sent again', async () => {
  let withMessage = false;
  const { server, account, leader, state, texts } = await connected((s, iq) => {
    if (!withMessage) return;
    const query = iq.child('query', 'urn:xmpp:mam:2')?.attr('queryid');
    s.send(`<message xmlns='jabber:client' from='romeo@montague.lit'><result xmlns='urn:xmpp:mam:2' queryid='${query}' id='a1'><forwarded xmlns='urn:xmpp:forward:0'>
      <delay xmlns='urn:xmpp:delay' stamp='${new Date().toISOString()}'/><message xmlns='jabber:client' from='romeo@montague.lit/r1' to='${PEER}' type='chat' id='idA'><body>A</body><origin-id xmlns='urn:xmpp:sid:0' id='idA'/></message></forwarded></result></message>`);
  });
  server.acks = false;
  await leader.sendText('idA', PEER, 'A');
  await until(() => texts().length === 1);
  withMessage = true;
  server.resumable = false;
  server.received = [];
  account.client.interrupt();
  server.acks = true;
  account.client.hurry();
  await until(() => state.conversations.value.get(PEER)?.last?.status === 'sent');
  await leader.sendText('idB', PEER, 'B');
  await until(() => texts().includes('B'));
  assert.deepEqual(texts(), ['B']);
  leader.stop();
});

test('a burst is taken in by a few steps of work: in order, each once, with a receipt each', async () => {
  const { server, store, state, leader, account } = await connected();
  let [writes, steps] = [0, 0];
  const write = store.write.bind(store);
  store.write = async (batch) => {
    writes++;
    await sleep(1); // a database is not that quick
    return write(batch);
  };
  const count = state.apply.bind(state);
  state.apply = (changes) => {
    steps++;
    count(changes);
  };
  const message = (i: number): void => server.send(`<message xmlns='jabber:client' from='${PEER}/x' to='romeo@montague.lit/r1' type='chat' id='b${i}'>
    <body>b${i}</body><request xmlns='urn:xmpp:receipts'/><stanza-id xmlns='urn:xmpp:sid:0' by='romeo@montague.lit' id='a${i}'/></message>`);
  for (let i = 0; i < 450; i++) message(i);
  for (let i = 440; i < 450; i++) message(i); // told twice
  await until(() => state.conversations.value.get(PEER)?.last?.body === 'b449');
  await leader.sendText('mine', PEER, 'mine'); // behind all of them
  const all = await store.before(PEER, undefined, 1000);
  assert.deepEqual(all.map((m) => m.body), [...Array.from({ length: 450 }, (_, i) => `b${i}`), 'mine']);
  assert.ok(writes < 20, `${writes} times written`);
  assert.ok(steps < 30, `${steps} times told`);
  assert.equal(await store.meta('lastArchiveId'), 'a449');
  await until(() => server.received.filter((s) => s.child('received', 'urn:xmpp:receipts')).length === 450);
  assert.ok(account.client.online);
  leader.stop();
});

test('what is asked for between two messages is done between them', async () => {
  const { server, account, store, leader } = await connected();
  const message = (body: string): void => void account.client.emit('message', parse(`<message xmlns='jabber:client' from='${PEER}/x' to='romeo@montague.lit/r1' type='chat' id='${body}'><body>${body}</body></message>`));
  message('one');
  message('two');
  const sent = leader.sendText('mine', PEER, 'mine');
  message('three');
  await sent;
  await leader.configure(PEER, {});
  assert.deepEqual((await store.before(PEER, undefined, 10)).map((m) => m.body), ['one', 'two', 'mine', 'three']);
  assert.ok(server.connections === 1);
  leader.stop();
});

test('commands are asked for in the person\'s language (RFC 6120 section 8.1.5, XEP-0050 section 3.7)', async () => {
  const { server, leader } = await connected();
  await assert.rejects(leader.commands('it'));
  await assert.rejects(leader.startCommand({ jid: 'montague.lit', node: 'n', name: 'N', lang: 'it' }));
  const asked = server.received.filter((s) => s.child('command', 'http://jabber.org/protocol/commands') || s.child('query', 'http://jabber.org/protocol/disco#items')?.attr('node') !== undefined);
  assert.deepEqual(asked.map((s) => s.attr('xml:lang')), ['it', 'it']);
  leader.stop();
});

test('receipts go to those who may see our presence, and to nobody else', async () => {
  const { server, leader } = await connected();
  const send = (from: string, id: string) => server.send(`<message xmlns='jabber:client' from='${from}/x' to='romeo@montague.lit/r1' type='chat' id='${id}'><body>hi</body><request xmlns='urn:xmpp:receipts'/></message>`);
  send('mallory@evil.lit', 'm1');
  send(PEER, 'm2');
  const receipts = (): (string | undefined)[] => server.received.map((s) => s.child('received', 'urn:xmpp:receipts')?.attr('id')).filter((i) => i !== undefined);
  await until(() => receipts().length > 0);
  await sleep(20);
  assert.deepEqual(receipts(), ['m2']);
  leader.stop();
});

test('a contact we asked is let in without a question, a stranger waits', async () => {
  const { server, state, leader } = await connected();
  server.send(`<presence xmlns='jabber:client' type='subscribe' from='stranger@x.lit'/>`);
  server.send(`<presence xmlns='jabber:client' type='subscribe' from='${PEER}'/>`);
  await until(() => state.requests.value.length === 1);
  await until(() => server.received.some((s) => s.name === 'presence' && s.attr('type') === 'subscribed' && s.attr('to') === PEER));
  assert.equal(state.requests.value[0]?.jid, 'stranger@x.lit');
  leader.stop();
});

function stored(n: number): Message {
  return { key: `k${n}`, peer: PEER, at: n, seq: n, outgoing: false, author: PEER, body: `${n}`, ids: [`i${n}`], status: 'received' };
}

test('a timeline is a bounded window that moves both ways without holes', async () => {
  const store = new MemoryStore();
  await store.write({ messages: Array.from({ length: 500 }, (_, i) => stored(i)) });
  const timeline = new Timeline(PEER, store, {} as Actions, () => true);
  await timeline.open();
  assert.equal(timeline.messages.value.length, STEP);
  while (!timeline.atStart.value) await timeline.older();
  assert.equal(timeline.messages.value.length, WINDOW);
  assert.equal(timeline.messages.value[0]?.body, '0');
  assert.equal(timeline.atEnd.value, false);
  timeline.apply([{ kind: 'messages', peer: PEER, values: [stored(500)] }]);
  assert.equal(timeline.messages.value.at(-1)?.body, String(WINDOW - 1));
  const seen: number[] = [];
  while (!timeline.atEnd.value) {
    await timeline.newer();
    const numbers = timeline.messages.value.map((m) => Number(m.body));
    for (let i = 1; i < numbers.length; i++) assert.equal(numbers[i]! - numbers[i - 1]!, 1);
    seen.push(numbers.at(-1)!);
  }
  assert.equal(seen.at(-1), 499);
  timeline.apply([{ kind: 'messages', peer: PEER, values: [stored(501)] }]);
  assert.equal(timeline.messages.value.at(-1)?.body, '501');
});

test('neither what comes before nor what comes new takes away what is in sight', async () => {
  const store = new MemoryStore();
  await store.write({ messages: Array.from({ length: 500 }, (_, i) => stored(i)) });
  const timeline = new Timeline(PEER, store, {} as Actions, () => true);
  await timeline.open();
  timeline.sight = () => ({ first: 'k460', last: 'k499', atEdge: false, following: false });
  for (let i = 0; i < 3; i++) await timeline.older();
  assert.equal(timeline.messages.value.at(-1)?.body, '499', 'a high screen with short lines');
  timeline.sight = () => ({ first: 'k340', last: 'k400', atEdge: false, following: false });
  await timeline.older();
  assert.equal(timeline.messages.value.at(-1)?.body, '400', 'what is far below goes');
  assert.equal(timeline.messages.value[0]?.body, '300');
  timeline.sight = () => ({ first: 'k350', last: 'k400', atEdge: false, following: false });
  await timeline.newer();
  assert.equal(timeline.messages.value[0]?.body, '350', 'what is far above as well');
  assert.equal(timeline.messages.value.at(-1)?.body, '440');
  const slices: number[] = [];
  timeline.messages.subscribe((list) => slices.push(list.length));
  timeline.sight = () => ({ first: 'k350', last: 'k440', atEdge: true, following: false });
  await timeline.newer();
  assert.equal(slices.length, 2, 'who stands at the edge waits for no frame');
  const away = new Timeline(PEER, store, {} as Actions, () => true);
  await away.open();
  for (let n = 500; n < 600; n++) away.apply([{ kind: 'messages', peer: PEER, values: [stored(n)] }]);
  assert.equal(away.messages.value.at(-1)?.body, '599');
  away.sight = () => ({ first: 'k460', last: 'k480', atEdge: false, following: false });
  for (let n = 600; n < 900; n++) away.apply([{ kind: 'messages', peer: PEER, values: [stored(n)] }]);
  assert.equal(away.messages.value.find((m) => m.body === '480')?.body, '480', 'who reads far up goes on reading');
  assert.ok(away.messages.value.length <= WINDOW + STEP);
  assert.equal(away.atEnd.value, false);
});

test('a burst longer than the window is followed by who stands at the end, and takes nothing from who reads', async () => {
  const store = new MemoryStore();
  await store.write({ messages: Array.from({ length: 100 }, (_, i) => stored(i)) });
  const burst = Array.from({ length: 180 }, (_, i) => stored(100 + i));
  for (const following of [true, false]) {
    const timeline = new Timeline(PEER, store, {} as Actions, () => true);
    await timeline.open();
    timeline.sight = () => ({ first: 'k70', last: 'k90', atEdge: false, following });
    timeline.apply([{ kind: 'messages', peer: PEER, values: burst }]);
    assert.equal(timeline.messages.value.at(-1)?.body === '279', following);
    assert.equal(timeline.messages.value.some((m) => m.body === '80'), !following);
    assert.equal(timeline.atEnd.value, following);
    assert.ok(timeline.messages.value.length <= WINDOW + STEP);
  }
});

test('what comes before the end, while the end itself comes, leaves it in sight', async () => {
  const store = new MemoryStore();
  const values = Array.from({ length: 500 }, (_, i) => stored(i));
  const timeline: Timeline = new Timeline(PEER, store, {
    fetchHistory: async () => { // a device's first page is there sooner than the one that was asked for
      await store.write({ messages: values });
      timeline.apply([{ kind: 'messages', peer: PEER, values: values.slice(-WINDOW) }]);
      return true;
    },
  } as unknown as Actions, () => false);
  await timeline.open();
  assert.equal(timeline.messages.value.at(-1)?.body, '499');
  timeline.sight = () => ({ first: 'k470', last: 'k499', atEdge: false, following: false });
  await timeline.older();
  assert.equal(timeline.messages.value.at(-1)?.body, '499');
  assert.equal(timeline.atEnd.value, true);
});

test('messages of one millisecond keep their order over pages that are fetched backwards', async () => {
  const { leader, store } = await connected((s, iq) => {
    const query = iq.child('query', 'urn:xmpp:mam:2')!;
    const set = query.child('set', 'http://jabber.org/protocol/rsm')!;
    const page = set.textOf('before') === '' ? ['c', 'd'] : ['a', 'b'];
    for (const id of page) {
      s.send(`<message xmlns='jabber:client' from='romeo@montague.lit'><result xmlns='urn:xmpp:mam:2' queryid='${query.attr('queryid')}' id='${id}'><forwarded xmlns='urn:xmpp:forward:0'>
        <delay xmlns='urn:xmpp:delay' stamp='2026-01-01T00:00:00.000Z'/><message xmlns='jabber:client' from='${PEER}/x' to='romeo@montague.lit' type='chat' id='${id}'><body>${id}</body></message></forwarded></result></message>`);
    }
    s.send(result(iq, `<fin xmlns='urn:xmpp:mam:2' complete='${page[0] === 'a'}'><set xmlns='http://jabber.org/protocol/rsm'><first>${page[0]}</first><last>${page[1]}</last></set></fin>`));
  });
  assert.deepEqual((await store.before(PEER, undefined, 10)).map((m) => m.body), ['a', 'b', 'c', 'd']);
  leader.stop();
});

const kinds = (list: readonly Span[]): string => list.map((s) => ('children' in s ? `${s.kind}(${kinds(s.children)})` : `${s.kind}:${s.text}`)).join('|');

for (const [text, expected] of [
  ['*strong*', 'strong(text:strong)'], ['_a_ b', 'emphasis(text:a)|text: b'], ['plain*text*', 'text:plain*text*'], ['* not *', 'text:* not *'], ['**', 'text:**'],
  ['*a _b_ c*', 'strong(text:a |emphasis(text:b)|text: c)'], ['`*x*`', 'code:*x*'], ['*a\nb*', 'text:*a|text:\n|text:b*'], ['~gone~.', 'strike(text:gone)|text:.'],
] as const) {
  test(`XEP-0393: ${JSON.stringify(text)}`, () => assert.equal(kinds(spans(text)), expected));
}

test('XEP-0393: blocks', () => {
  const list = blocks('a\n```\n*raw*\n```\n> q\n> > deeper\nend');
  assert.deepEqual(list.map((b) => b.kind), ['plain', 'pre', 'quote', 'plain']);
  const quote = list[2] as Block & { kind: 'quote' };
  assert.deepEqual(quote.children.map((b) => b.kind), ['plain', 'quote']);
});

test('T28: only harmless schemes become links, and a sentence keeps its stop', () => {
  assert.equal(safeHref('javascript:alert(1)'), undefined);
  assert.equal(safeHref('data:text/html,x'), undefined);
  assert.deepEqual(links('see https://a.b/c_(d). ok').map((s) => ('text' in s ? s.text : '')), ['see ', 'https://a.b/c_(d)', '. ok']);
  assert.deepEqual(links('(https://a.b)').map((s) => s.kind), ['text', 'link', 'text']);
});

test('fuzz: styled text never loses or invents a character', () => {
  const random = new Random(7);
  const flat = (list: readonly Span[]): string => list.map((s) => ('children' in s ? flat(s.children) : s.text)).join('');
  for (let i = 0; i < 3000; i++) {
    const text = Array.from({ length: random.below(24) }, () => random.of(['*', '_', '~', '`', ' ', 'a', 'b', 'https://x.y/', '(', ')', '.', '😀'])).join('');
    const marks = /[*_~`]/g;
    assert.equal(flat(spans(text)).replace(marks, ''), text.replace(marks, ''), text);
  }
});

test('large emoji are emoji and nothing else', () => {
  for (const yes of ['🎉', '👍🏽', '❤️', '👨‍👩‍👧‍👦', '🇮🇹', '😀😀 😀']) assert.ok(onlyEmoji(yes), yes);
  for (const no of ['', '1', 'a🎉', '123', '😀😀😀😀😀😀', '*']) assert.ok(!onlyEmoji(no), no);
  assert.equal(excerpt('```\ncode\n```\n *x*'), 'code x');
});

test('a QR code has its finders, its timing and the right size', () => {
  const matrix = qrMatrix('xmpp:romeo@montague.lit?roster;preauth=1tMFqYDdKhfe2pwp');
  assert.equal((matrix.length - 17) % 4, 0);
  for (const [r, c] of [[0, 0], [0, matrix.length - 7], [matrix.length - 7, 0]] as const) {
    assert.deepEqual(matrix[r]!.slice(c, c + 7), Array<boolean>(7).fill(true));
    assert.deepEqual(matrix[r + 1]!.slice(c, c + 7), [true, false, false, false, false, false, true]);
  }
  for (let i = 8; i < matrix.length - 8; i++) assert.equal(matrix[6]![i], i % 2 === 0);
  assert.throws(() => qrMatrix('x'.repeat(1000)), RangeError);
});
