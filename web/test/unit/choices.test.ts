import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Leader } from '../../src/model/leader';
import { MemoryStore } from '../../src/model/memory';
import { State } from '../../src/model/state';
import { newConversation, type Conversation } from '../../src/model/types';
import { openAccount } from '../../src/xmpp/account';
import { limited, MAX_ADDRESS, MAX_CHOICES, readChoices, writeChoices, type Choice } from '../../src/xmpp/choices';
import { Jid } from '../../src/xmpp/jid';
import { parse, serialize, type XmlElement } from '../../src/xmpp/xml';
import { FakeServer, result, TOKEN } from './fake-server';
import { Random } from './random';

const NS = 'urn:viavai:conversations:0';
const PEER = 'juliet@capulet.lit';
const OTHER = 'nurse@capulet.lit';

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 800 && !condition(); i++) await sleep(5);
  assert.ok(condition(), 'it did not happen');
}

/** Private storage of an account (XEP-0049), and the devices that are connected to it. */
class Shared {
  stored = `<conversations xmlns='${NS}'/>`;
  writes = 0;
  readonly devices: Device[] = [];
  /** Whether what is written is forgotten. */
  forgetful = false;
  offered = true;

  /** Gives what the server answers. */
  query(query: XmlElement, type: string | undefined): string | undefined {
    if (!this.offered) return undefined;
    if (type === 'get') return `<query xmlns='jabber:iq:private'>${this.stored}</query>`;
    this.writes++;
    if (!this.forgetful) this.stored = serialize(query.elements[0]!);
    return '';
  }

  get choices(): Record<string, Choice> {
    return Object.fromEntries(readChoices(parse(this.stored)));
  }
}

class Device {
  readonly server = new FakeServer();
  readonly state = new State();
  readonly store = new MemoryStore();
  readonly account;
  readonly leader: Leader;

  constructor(readonly shared: Shared, readonly name: string) {
    shared.devices.push(this);
    this.server.answer = (stanza, s) => {
      const query = stanza.child('query', 'jabber:iq:private');
      const answer = query && shared.query(query, stanza.attr('type'));
      if (answer !== undefined) s.send(result(stanza, answer));
      else if (stanza.child('query', 'urn:xmpp:mam:2')) s.send(result(stanza, `<fin xmlns='urn:xmpp:mam:2' complete='true'/>`));
      else if (stanza.child('query', 'jabber:iq:roster')) s.send(result(stanza, `<query xmlns='jabber:iq:roster' ver='1'/>`));
      else if (stanza.name === 'message') this.reach(stanza);
      else if (stanza.name === 'presence' && stanza.attr('to') === undefined) this.meet();
      else if (stanza.name === 'iq') s.send(`<iq xmlns='jabber:client' type='error' id='${stanza.attr('id')}'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`);
    };
    this.account = openAccount({
      url: 'ws://x', account: Jid.parse('romeo@montague.lit'), credentials: { token: TOKEN }, device: { id: 'd', software: 'Viavai', name }, transport: this.server.open,
    });
    this.leader = new Leader({
      account: this.account, store: this.store, state: this.state, publish: (changes) => this.state.apply(changes), settings: () => ({ sendReceipts: true, sendTyping: true }),
    }, () => Promise.resolve());
  }

  private get others(): Device[] {
    return this.shared.devices.filter((d) => d !== this);
  }

  /** They see each other come (RFC 6121 section 4.2.2). In this play each is r1, r2, ... for itself, and known to the others by its name. */
  private meet(): void {
    for (const other of this.others) {
      other.server.send(`<presence xmlns='jabber:client' from='romeo@montague.lit/${this.name}'/>`);
      if (other.account.client.online) this.server.send(`<presence xmlns='jabber:client' from='romeo@montague.lit/${other.name}'/>`);
    }
  }

  private reach(stanza: XmlElement): void {
    const to = this.others.find((d) => stanza.attr('to') === `romeo@montague.lit/${d.name}`);
    to?.server.send(serialize(stanza).replace('<message', `<message from='romeo@montague.lit/${this.name}'`));
  }

  async start(): Promise<this> {
    started.add(this);
    this.state.apply((await this.store.conversations()).map((value) => ({ kind: 'conversation', value })));
    await this.leader.start();
    await until(() => this.state.connection.value.kind === 'online');
    return this;
  }

  of(peer: string): Conversation | undefined {
    return this.state.conversations.value.get(peer);
  }

  async offline(): Promise<void> {
    this.server.resumable = false;
    this.server.mute = true;
    this.account.client.interrupt();
    await until(() => !this.account.client.online);
  }

  async online(): Promise<void> {
    this.server.mute = false;
    this.account.client.hurry();
    await until(() => this.state.connection.value.kind === 'online');
  }
}

const started = new Set<Device>();
afterEach(() => {
  for (const device of started) device.leader.stop();
  started.clear();
});

async function two(): Promise<[Shared, Device, Device]> {
  const shared = new Shared();
  const [a, b] = [await new Device(shared, 'a').start(), await new Device(shared, 'b').start()];
  for (const device of [a, b]) for (const peer of [PEER, OTHER]) await device.leader.openConversation(peer);
  return [shared, a, b];
}

test('what is chosen on one device holds on the other at once', async () => {
  const [shared, a, b] = await two();
  await a.leader.configure(PEER, { pinned: true });
  await a.leader.configure(PEER, { muted: true });
  await until(() => b.of(PEER)?.pinned === true && b.of(PEER)?.muted === true);
  assert.equal(shared.writes, 1, 'what is chosen shortly after one another is stored together');
  await b.leader.configure(PEER, { pinned: false, archived: true });
  await until(() => a.of(PEER)?.archived === true);
  assert.equal(a.of(PEER)?.pinned, false);
  assert.equal(a.of(PEER)?.muted, true);
});

test('the note to the other devices is no chat, is not archived and not copied', async () => {
  const [, a, b] = await two();
  await a.leader.configure(PEER, { pinned: true });
  await until(() => a.server.received.some((s) => s.name === 'message'));
  const note = a.server.received.find((s) => s.name === 'message')!;
  assert.equal(note.attr('type'), 'headline');
  assert.equal(note.attr('to'), 'romeo@montague.lit/b');
  assert.equal(note.child('body'), undefined);
  assert.deepEqual(note.elements.map((e) => e.name).sort(), ['changed', 'no-copy', 'no-store']);
  await until(() => b.of(PEER)?.pinned === true);
  assert.equal(b.of('romeo@montague.lit'), undefined);
});

test('a stranger who says that something changed is not believed', async () => {
  const shared = new Shared();
  const a = await new Device(shared, 'a').start();
  const asked = (): number => a.server.received.filter((s) => s.child('query', 'jabber:iq:private')).length;
  await until(() => asked() === 1);
  a.server.send(`<message xmlns='jabber:client' type='headline' from='mallory@evil.lit/x'><changed xmlns='${NS}'/></message>`);
  a.server.send(`<message xmlns='jabber:client' type='headline' from='romeo@montague.lit/r1'><changed xmlns='${NS}'/></message>`);
  a.server.send(`<message xmlns='jabber:client' type='headline' from='romeo@montague.lit/other'><changed xmlns='${NS}'/></message>`);
  await until(() => asked() === 2);
  await a.leader.configure(PEER, {}); // a turn of the queue
  assert.equal(asked(), 2);
});

test('two devices that were away and chose for different conversations lose nothing; for the same one the later choice holds', async () => {
  const [, a, b] = await two();
  await a.offline();
  await b.offline();
  await a.leader.configure(PEER, { pinned: true });
  await a.leader.configure(OTHER, { muted: true });
  await sleep(2);
  await b.leader.configure(OTHER, { archived: true });
  await b.online();
  await a.online();
  for (const device of [a, b]) {
    await until(() => device.of(PEER)?.pinned === true && device.of(OTHER)?.archived === true);
    assert.equal(device.of(OTHER)?.muted, false);
  }
});

test('two that store in the same moment lose nothing', async () => {
  const [shared, a, b] = await two();
  await Promise.all([a.leader.configure(PEER, { pinned: true }), b.leader.configure(OTHER, { muted: true })]);
  for (const device of [a, b]) await until(() => device.of(PEER)?.pinned === true && device.of(OTHER)?.muted === true);
  await until(() => shared.choices[PEER]?.pinned === true && shared.choices[OTHER]?.muted === true);
});

test('what a device had chosen for itself before is taken over, where no other has said anything', async () => {
  const shared = new Shared();
  shared.stored = `<conversations xmlns='${NS}'><conversation jid='${PEER}' at='2026-01-01T00:00:00Z' muted='true'/></conversations>`;
  const a = new Device(shared, 'a');
  await a.store.write({ conversations: [{ ...newConversation(PEER), pinned: true }, { ...newConversation(OTHER), pinned: true }] });
  await a.start();
  await until(() => shared.choices[OTHER]?.pinned === true && a.of(PEER)?.muted === true);
  assert.equal(a.of(PEER)?.pinned, false);
  assert.equal(shared.choices[PEER]?.pinned, false);
});

test('what was chosen is kept over a restart of the page, and is no news to the next session', async () => {
  const [shared, a] = await two();
  await a.leader.configure(PEER, { pinned: true });
  await until(() => shared.writes === 1);
  await a.offline();
  await a.online();
  await until(() => a.server.received.filter((s) => s.child('query', 'jabber:iq:private') && s.attr('type') === 'get').length >= 3);
  await a.leader.configure(PEER, {});
  assert.equal(shared.writes, 1);
  assert.equal((await a.store.conversations()).find((c) => c.peer === PEER)?.pinned, true);
});

test('archived elsewhere stays so although the message before it comes here only now; what comes after takes it out', async () => {
  const shared = new Shared();
  const now = Date.now();
  shared.stored = `<conversations xmlns='${NS}'><conversation jid='${PEER}' at='${new Date(now).toISOString()}' archived='true'/></conversations>`;
  const a = await new Device(shared, 'a').start();
  await until(() => a.server.received.some((s) => s.child('query', 'jabber:iq:private')));
  const message = (id: string, at: number): void => a.server.send(`<message xmlns='jabber:client' from='${PEER}/x' to='romeo@montague.lit' type='chat' id='${id}'><body>${id}</body>
    <delay xmlns='urn:xmpp:delay' stamp='${new Date(at).toISOString()}'/></message>`);
  message('before', now - 1000);
  await until(() => a.of(PEER)?.last?.body === 'before');
  assert.equal(a.of(PEER)?.archived, true);
  message('after', now + 1000);
  await until(() => a.of(PEER)?.last?.body === 'after');
  assert.equal(a.of(PEER)?.archived, false);
});

test('a text of ours takes a conversation out of the archived ones on all devices', async () => {
  const [, a, b] = await two();
  await a.leader.configure(PEER, { archived: true });
  await until(() => b.of(PEER)?.archived === true);
  await a.leader.sendText('t1', PEER, 'hello');
  await until(() => b.of(PEER)?.archived === false);
});

test('a pinned conversation is there on a new device although nothing of it is', async () => {
  const [, a, b] = await two();
  await a.leader.configure(PEER, { pinned: true });
  await a.leader.configure(OTHER, { muted: true });
  await until(() => b.of(OTHER)?.muted === true);
  const c = await new Device(a.shared, 'c').start();
  await until(() => c.of(PEER)?.pinned === true);
  assert.equal(c.of(OTHER), undefined);
  await c.leader.openConversation(OTHER);
  assert.equal(c.of(OTHER)?.muted, true);
});

test('a server that forgets what it stores is not asked for ever', async () => {
  const [shared, a, b] = await two();
  await a.leader.configure(PEER, { pinned: true });
  await until(() => b.of(PEER)?.pinned === true);
  shared.forgetful = true;
  shared.stored = `<conversations xmlns='${NS}'/>`;
  await a.leader.configure(OTHER, { pinned: true });
  await until(() => shared.writes > 2);
  let before = 0;
  while (before !== shared.writes) {
    before = shared.writes;
    await sleep(100);
  }
  assert.ok(shared.writes <= 12, `${shared.writes} times`);
  assert.equal(a.of(PEER)?.pinned, true);
});

test('a server without such storage: it stays on the device', async () => {
  const shared = new Shared();
  shared.offered = false;
  const a = await new Device(shared, 'a').start();
  await a.leader.configure(PEER, { pinned: true });
  await a.leader.signOut();
  assert.equal(a.of(PEER)?.pinned, true);
});

test('what is chosen shortly before signing out is stored', async () => {
  const [shared, a] = await two();
  await a.leader.configure(PEER, { pinned: true });
  await a.leader.signOut();
  assert.equal(shared.choices[PEER]?.pinned, true);
});

test('a choice of a broken clock does not hold for ever', async () => {
  const shared = new Shared();
  shared.stored = `<conversations xmlns='${NS}'><conversation jid='${PEER}' at='9999-01-01T00:00:00Z' muted='true'/></conversations>`;
  const a = await new Device(shared, 'a').start();
  await a.leader.openConversation(PEER);
  await a.leader.configure(PEER, { pinned: true });
  await until(() => shared.choices[PEER]?.pinned === true);
  assert.equal(a.of(PEER)?.muted, false);
});

test('what is stored is read as far as it makes sense', () => {
  assert.deepEqual([...readChoices(undefined)], []);
  const read = readChoices(parse(`<conversations xmlns='${NS}'>
    <conversation jid='juliet@capulet.lit/balcony' at='2026-01-01T00:00:00Z' pinned='1'/>
    <conversation jid='juliet@capulet.lit' at='2025-01-01T00:00:00Z' muted='true'/>
    <conversation jid='@' at='2026-01-01T00:00:00Z' pinned='true'/><conversation at='2026-01-01T00:00:00Z'/><conversation jid='a@b'/>
    <conversation jid='b@c' at='soon' pinned='true'/><conversation jid='b@c' at='-271821-04-20T00:00:00Z' pinned='true'/>
    <conversation jid='${'x'.repeat(MAX_ADDRESS)}@c' at='2026-01-01T00:00:00Z'/>
    <conversation jid='c@d' at='2026-01-01T00:00:00Z' pinned='perhaps'/><other/>text</conversations>`));
  assert.deepEqual(Object.fromEntries(read), {
    'juliet@capulet.lit': { pinned: true, muted: false, archived: false, at: Date.UTC(2026, 0) },
    'c@d': { pinned: false, muted: false, archived: false, at: Date.UTC(2026, 0) },
  });
});

test('so many are kept, first what is not as usual, the same however they came', () => {
  const random = new Random(3);
  const all = Array.from({ length: 2 * MAX_CHOICES }, (_, i) => [`p${i}@x.lit`, { pinned: random.below(4) === 0, muted: false, archived: false, at: random.below(1000) }] as const);
  const kept = limited(new Map(all));
  assert.equal(kept.size, MAX_CHOICES);
  assert.ok(all.every(([peer, c]) => !c.pinned || kept.has(peer)));
  assert.deepEqual([...limited(new Map([...all].reverse()))], [...kept]);
  assert.deepEqual(readChoices(parse(serialize(writeChoices(kept)))), kept);
  assert.ok(serialize(writeChoices(kept)).length < 60_000);
});
