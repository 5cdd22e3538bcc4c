import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ingest, type Mode } from '../../src/model/ingest';
import { MemoryStore } from '../../src/model/memory';
import { reference } from '../../src/model/store';
import { newConversation, tickOf, type Conversation, type Message } from '../../src/model/types';
import { Jid } from '../../src/xmpp/jid';
import type { Content, Incoming } from '../../src/xmpp/message';
import { Random } from './random';

const ME = 'romeo@montague.lit';
const YOU = 'juliet@capulet.lit';

class World {
  readonly store = new MemoryStore();
  readonly conversations = new Map<string, Conversation>();
  private seq = 0;
  now = 1_000_000;

  async take(items: readonly Incoming[], mode: Mode = 'new') {
    const result = await ingest({
      self: ME, store: this.store, now: () => this.now, nextSeq: () => this.seq++, conversation: (p) => this.conversations.get(p),
    }, items, mode);
    for (const c of result.conversations) this.conversations.set(c.peer, c);
    return result;
  }

  messages(peer = YOU): Promise<Message[]> {
    return this.store.before(peer, undefined, 1000);
  }

  async bodies(): Promise<string[]> {
    return (await this.messages()).map((m) => m.body);
  }
}

interface Options { id?: string; archiveId?: string; at?: number; source?: 'live' | 'carbon' | 'archive'; from?: string }

function item(content: Content, { id = 'i', archiveId, at, source = 'live', from = YOU }: Options = {}): Incoming {
  const sender = Jid.parse(`${from}/x`);
  return {
    envelope: { from: sender, to: Jid.parse(from === ME ? YOU : ME), type: 'chat', ids: id ? [id] : [], archiveId, at, source },
    contents: [content],
  };
}
const text = (body: string, options: Options = {}) =>
  item({ kind: 'text', body, wantsReceipt: true, markable: true }, { id: body, ...options });

test('a message seen live and again in the archive is one message', async () => {
  const w = new World();
  await w.take([text('hello', { archiveId: 'a1' })]);
  await w.take([text('hello', { archiveId: 'a1', source: 'archive', at: 999 })]);
  assert.deepEqual(await w.bodies(), ['hello']);
  assert.equal(w.conversations.get(YOU)?.unread, 1);
});

test('the archive confirms what was sent before the connection broke', async () => {
  const w = new World();
  const pending: Message = { key: 'k', peer: YOU, at: 5, seq: 0, outgoing: true, author: ME, body: 'typed', ids: ['o1'], status: 'pending' };
  await w.store.write({ messages: [pending], outbox: [{ id: 'o1', order: 1, peer: YOU, key: 'k', content: { kind: 'text', body: 'typed' } }] });
  const result = await w.take([text('typed', { id: 'o1', archiveId: 'a9', source: 'archive', at: 6, from: ME })]);
  assert.deepEqual(result.confirmed, ['o1']);
  assert.deepEqual(await w.store.outbox(), []);
  const [message] = await w.messages();
  assert.equal(message?.status, 'sent');
  assert.equal(message?.archiveId, 'a9');
});

test('clients that use an id twice lose nothing, as the archive tells the two apart', async () => {
  const w = new World();
  await w.take([text('one', { id: '1', archiveId: 'a1' }), text('two', { id: '1', archiveId: 'a2' }), text('one', { id: '1', archiveId: 'a3' })]);
  assert.deepEqual(await w.bodies(), ['one', 'two', 'one']);
});

test('T29: only the author corrects or takes back', async () => {
  const w = new World();
  await w.take([text('mine', { from: ME, source: 'carbon' }), text('yours')]);
  await w.take([
    item({ kind: 'correction', target: 'mine', body: 'forged' }, { id: 'c1' }),
    item({ kind: 'retraction', target: 'mine' }, { id: 'c2' }),
    item({ kind: 'correction', target: 'yours', body: 'better' }, { id: 'c3' }),
  ]);
  assert.deepEqual(await w.bodies(), ['mine', 'better']);
  await w.take([item({ kind: 'retraction', target: 'yours' }, { id: 'c4' }), item({ kind: 'correction', target: 'yours', body: 'again' }, { id: 'c5' })]);
  const [, yours] = await w.messages();
  assert.equal(yours?.body, '');
  assert.ok(yours?.retractedAt);
});

test('somebody else cannot change what was said in another conversation', async () => {
  const w = new World();
  await w.take([text('hello')]);
  await w.take([item({ kind: 'retraction', target: 'hello' }, { from: 'mallory@evil.lit', id: 'x' })]);
  assert.deepEqual(await w.bodies(), ['hello']);
});

test('changes that come before their message, as when paging backwards, wait for it', async () => {
  const w = new World();
  await w.take([
    item({ kind: 'correction', target: 'old', body: 'newer text' }, { id: 'c', archiveId: 'a5', at: 50, source: 'archive' }),
    item({ kind: 'reactions', target: 'old', emojis: ['👍'] }, { id: 'r', archiveId: 'a6', at: 60, source: 'archive', from: ME }),
  ], 'history');
  await w.take([text('old', { archiveId: 'a1', at: 10, source: 'archive' })], 'history');
  const [message] = await w.messages();
  assert.equal(message?.body, 'newer text');
  assert.deepEqual(message?.reactions?.[ME]?.emojis, ['👍']);
});

test('an older reaction found later does not replace the newer one', async () => {
  const w = new World();
  await w.take([text('m', { archiveId: 'a1', at: 10, source: 'archive' })]);
  await w.take([item({ kind: 'reactions', target: 'm', emojis: ['❤️'] }, { at: 50, source: 'archive', id: 'r2' })], 'history');
  await w.take([item({ kind: 'reactions', target: 'm', emojis: ['👎'] }, { at: 40, source: 'archive', id: 'r1' })], 'history');
  assert.deepEqual((await w.messages())[0]?.reactions?.[YOU]?.emojis, ['❤️']);
});

test('marks: delivered by a receipt, read by a marker up to that message, not by our own', async () => {
  const w = new World();
  for (const [i, body] of ['a', 'b', 'c'].entries()) {
    w.now = 1000 + i;
    await w.take([text(body, { from: ME, source: 'carbon' })]);
  }
  await w.take([item({ kind: 'received', target: 'a' }, { id: 'x1' }), item({ kind: 'received', target: 'c' }, { id: 'x2', from: ME })]);
  const ticks = async () => (await w.messages()).map((m) => tickOf(m, w.conversations.get(YOU)));
  assert.deepEqual(await ticks(), ['delivered', 'sent', 'sent']);
  await w.take([item({ kind: 'displayed', target: 'b' }, { id: 'x3' })]);
  assert.deepEqual(await ticks(), ['read', 'read', 'sent']);
});

test('unread: counted, and set to nothing by a marker or an answer from another device of ours', async () => {
  const w = new World();
  for (let i = 0; i < 3; i++) {
    w.now++;
    await w.take([text(`n${i}`)]);
  }
  assert.equal(w.conversations.get(YOU)?.unread, 3);
  await w.take([item({ kind: 'displayed', target: 'n1' }, { from: ME, source: 'carbon', id: 'd' })]);
  assert.equal(w.conversations.get(YOU)?.unread, 1);
  w.now++;
  await w.take([text('answer', { from: ME, source: 'carbon' })]);
  assert.equal(w.conversations.get(YOU)?.unread, 0);
});

test('an error marks our message, an error to an unknown one changes nothing', async () => {
  const w = new World();
  await w.take([text('x', { from: ME, source: 'carbon' })]);
  await w.take([item({ kind: 'error', target: 'x', condition: 'remote-server-not-found', text: '' }, { id: 'x' }), item({ kind: 'error', target: 'nope', condition: 'gone', text: '' })]);
  const [message] = await w.messages();
  assert.equal(message?.status, 'failed');
  assert.equal(message?.problem, 'remote-server-not-found');
});

test('typing counts only when new, from the other side', async () => {
  const w = new World();
  const typing = (o: Options) => item({ kind: 'typing', state: 'composing' }, o);
  const result = await w.take([typing({}), typing({ source: 'archive', at: 1 }), typing({ from: ME, source: 'carbon' }), typing({ at: 5 })]);
  assert.deepEqual(result.typing, [{ peer: YOU, typing: true }]);
});

test('order is that of the archive even when its clock steps back', async () => {
  const w = new World();
  await w.take([
    text('first', { archiveId: 'a1', at: 100, source: 'archive' }), text('second', { archiveId: 'a2', at: 90, source: 'archive' }), text('third', { archiveId: 'a3', at: 101, source: 'archive' }),
  ]);
  assert.deepEqual(await w.bodies(), ['first', 'second', 'third']);
});

test('an answer says who wrote what, as soon as that is here, and with what was corrected since', async () => {
  const w = new World();
  const answer = item({ kind: 'text', body: 'yes', reply: { id: 'q', author: '' }, wantsReceipt: false, markable: false }, { id: 'a', archiveId: 'a3', at: 30, source: 'archive' });
  await w.take([answer, item({ kind: 'correction', target: 'q', body: 'shall we go?' }, { from: ME, id: 'c', archiveId: 'a4', at: 40, source: 'archive' })], 'history');
  assert.deepEqual((await w.messages())[0]?.reply, { id: 'q', author: '', quote: '' });
  const result = await w.take([text('go?', { id: 'q', archiveId: 'a1', at: 10, source: 'archive', from: ME })], 'history');
  const [, after] = await w.messages();
  assert.deepEqual(after?.reply, { id: 'q', author: ME, quote: 'shall we go?' });
  assert.ok(result.messages.some((m) => m.key === after?.key), 'and the screen is told');
  assert.equal((await w.store.orphans([reference(YOU, 'q')])).length, 0);
});

test('who is quoted is who wrote it, not who the answer says', async () => {
  const w = new World();
  await w.take([text('q', { from: ME, source: 'carbon' }), item({ kind: 'text', body: 'yes', reply: { id: 'q', author: 'king@verona.lit' }, wantsReceipt: false, markable: false })]);
  assert.equal((await w.messages())[1]?.reply?.author, ME);
});

test('XEP-0313 section 3.1: of one millisecond the order is that of the archive, whatever came live first', async () => {
  const page = ['one', 'two', 'three', 'four'].map((body, i) => text(body, { archiveId: `a${i}`, at: 2_000_001, source: 'archive' }));
  for (const mode of ['new', 'history'] as const) {
    for (const [first, second] of [[1, 3], [3, 1], [0, 2]] as const) {
      const w = new World();
      w.now = 2_000_001;
      for (const i of [first, second]) await w.take([text(['one', 'two', 'three', 'four'][i]!, { archiveId: `a${i}` })]);
      await w.take(page, mode);
      assert.deepEqual(await w.bodies(), ['one', 'two', 'three', 'four'], `${mode} ${first} ${second}`);
      assert.equal(w.conversations.get(YOU)?.last?.body, 'four');
      const positions = (await w.messages()).map((m) => `${m.at} ${m.seq}`);
      assert.equal(new Set(positions).size, 4, 'each has a place of its own');
    }
  }
});

test('whole seconds of a server move nothing that came live', async () => {
  const w = new World();
  w.now = 10_400;
  await w.take([text('one', { archiveId: 'a1' })]);
  w.now = 10_600;
  await w.take([text('two', { from: ME, source: 'carbon' })]);
  await w.take([text('two', { archiveId: 'a2', at: 10_000, source: 'archive', from: ME })]);
  assert.deepEqual(await w.bodies(), ['one', 'two']);
});

test('a page that ends within a millisecond is followed by the next', async () => {
  const w = new World();
  w.now = 3_001;
  await w.take([text('three', { archiveId: 'a3' })]);
  await w.take([text('one', { archiveId: 'a1', at: 3_001, source: 'archive' }), text('two', { archiveId: 'a2', at: 3_001, source: 'archive' })]);
  await w.take([text('three', { archiveId: 'a3', at: 3_001, source: 'archive' })]);
  assert.deepEqual(await w.bodies(), ['one', 'two', 'three']);
});

test('the place of what was typed here is where the archive has it; what was read stays read', async () => {
  const w = new World();
  const mine: Message = { key: 'k', peer: YOU, at: 1_000, seq: -1, outgoing: true, author: ME, body: 'mine', ids: ['o1'], status: 'pending' };
  await w.store.write({ messages: [mine] });
  w.conversations.set(YOU, { ...newConversation(YOU), last: mine, readAt: 1_000 });
  w.now = 1_005; // their clock is behind ours
  await w.take([text('theirs', { archiveId: 'a1' })]);
  w.conversations.set(YOU, { ...w.conversations.get(YOU)!, readAt: 1_005, unread: 0 });
  await w.take([text('theirs', { archiveId: 'a1', at: 2_003, source: 'archive' }), text('mine', { id: 'o1', archiveId: 'a2', at: 2_004, source: 'archive', from: ME })]);
  assert.deepEqual(await w.bodies(), ['theirs', 'mine']);
  assert.equal(w.conversations.get(YOU)?.last?.body, 'mine');
  assert.equal(w.conversations.get(YOU)?.unread, 0);
  await w.take([text('mine', { id: 'o1', archiveId: 'a2', at: 1_500, source: 'archive', from: ME })]);
  assert.equal(w.conversations.get(YOU)?.last?.body, 'theirs');
});

test('property: however live copies, pages and repeats are mixed, each message is there once and in its final state', async () => {
  for (let seed = 1; seed <= 150; seed++) {
    const random = new Random(seed);
    const log: Incoming[] = [];
    const expected = new Map<string, string>();
    for (let i = 0; i < 25; i++) {
      const at = 1000 + i * 10;
      const from = random.of([ME, YOU]);
      const targets = [...expected.keys()].filter((k) => k.startsWith(from));
      if (random.below(4) === 0 && targets.length > 0) {
        const target = random.of(targets);
        if (expected.get(target) === '') continue;
        const gone = random.below(3) === 0;
        expected.set(target, gone ? '' : `edit ${i}`);
        log.push(item(gone ? { kind: 'retraction', target } : { kind: 'correction', target, body: `edit ${i}` }, { id: `e${i}`, archiveId: `a${i}`, at, source: 'archive', from }));
      } else {
        const id = `${from}-${i}`;
        expected.set(id, `body ${i}`);
        log.push(text(`body ${i}`, { id, archiveId: `a${i}`, at, source: 'archive', from }));
      }
    }
    const w = new World();
    // pages backwards from the end, some pages twice, some items first seen live
    for (const one of log) if (random.below(5) === 0) await w.take([one]);
    for (let end = log.length; end > 0;) {
      const begin = Math.max(0, end - 1 - random.below(6));
      await w.take(log.slice(begin, end), 'history');
      if (random.below(3) === 0) await w.take(log.slice(begin, end), 'history');
      end = begin;
    }
    await w.take(log);
    const found = new Map((await w.messages()).map((m) => [m.ids[0]!, m.body]));
    assert.deepEqual([...found].sort(), [...expected].sort(), `seed ${seed}`);
    assert.ok((await w.store.byReference([reference(YOU, log[0]!.envelope.ids[0]!)])).size === 1);
  }
});
