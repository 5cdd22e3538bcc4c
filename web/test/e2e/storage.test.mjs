// The browser's database: not there, not readable, full, taken away. Nothing that the server has is lost, and nobody looks at a blank page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bubble, openChat, PASSWORD, say, signedIn, signIn, startBrowser, startWorld } from './harness.mjs';

let world, web, friend, jid;
const id = Math.random().toString(36).slice(2, 7);
const name = `perpetua${id}`;

before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
  await world.addAccount(name, `abbondio${id}`);
  jid = `abbondio${id}@${world.domain}`;
  friend = await signedIn(await web.device(), world, `abbondio${id}`);
  await openChat(friend, `${name}@${world.domain}`);
  await say(friend, 'this marriage is not to be');
});
after(async () => {
  await web.close();
  await world.stop();
});

async function backAgain(page) {
  await page.locator('input[name=password]').waitFor();
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.locator('.shell').waitFor();
  await openChat(page, jid);
  await bubble(page, 'this marriage is not to be').waitFor();
}

test('without a database one can talk all the same', async () => {
  const context = await web.device();
  await context.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }));
  const page = await signedIn(context, world, name);
  await openChat(page, jid);
  await bubble(page, 'this marriage is not to be').waitFor();
  await say(page, 'not tomorrow, not ever');
  await bubble(friend, 'not tomorrow, not ever').waitFor();
  await context.close();
});

test('a database that cannot be read is made anew, and the archive fills it', async () => {
  const context = await web.device();
  const page = await signedIn(context, world, name);
  await openChat(page, jid);
  await bubble(page, 'this marriage is not to be').waitFor();
  await page.addInitScript(() => {
    const { getAll } = IDBObjectStore.prototype;
    let broken = true;
    const { deleteDatabase } = IDBFactory.prototype;
    IDBFactory.prototype.deleteDatabase = function (which) { broken = false; return deleteDatabase.call(this, which); };
    IDBObjectStore.prototype.getAll = function (...rest) {
      if (broken) throw new DOMException('Internal error reading from the disk', 'UnknownError');
      return getAll.apply(this, rest);
    };
  });
  await page.reload();
  await backAgain(page);
  await context.close();
});

test('a full disk is said, what was typed stays, and goes out when there is room', async () => {
  const context = await web.device();
  const page = await signedIn(context, world, name);
  await openChat(page, jid);
  await bubble(page, 'this marriage is not to be').waitFor();
  await page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    globalThis.makeRoom = () => { IDBObjectStore.prototype.put = put; };
    IDBObjectStore.prototype.put = function (value, key) {
      if (this.name === 'messages') throw new DOMException('no room', 'QuotaExceededError');
      return key === undefined ? put.call(this, value) : put.call(this, value, key);
    };
  });
  await say(page, 'carriage and bravoes');
  await page.getByText('There is no room left on this device').waitFor();
  await page.waitForFunction(() => document.querySelector('.composer textarea').value === 'carriage and bravoes');
  await page.evaluate(() => globalThis.makeRoom());
  await page.locator('.composer textarea').press('Enter');
  await bubble(friend, 'carriage and bravoes').waitFor();
  await context.close();
});

test('a disk that is full while messages come: they are shown from memory and searched, and kept when there is room', async () => {
  const context = await web.device();
  const page = await signedIn(context, world, name);
  await openChat(page, jid);
  await bubble(page, 'this marriage is not to be').waitFor();
  await page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    globalThis.makeRoom = () => { IDBObjectStore.prototype.put = put; };
    IDBObjectStore.prototype.put = function (value, key) {
      if (this.name !== 'messages') return key === undefined ? put.call(this, value) : put.call(this, value, key);
      this.transaction.abort(); // as the whole of it fails where there is no room
      throw new DOMException('no room', 'QuotaExceededError');
    };
  });
  const told = page.getByText('New messages are shown, and kept only on the server');
  for (const text of ['the plague in Milan.', 'the bread riots.']) {
    await say(friend, text);
    await bubble(page, text).waitFor();
  }
  await told.waitFor();
  await page.evaluate(() => { location.hash = '#/people'; });
  await page.locator('.composer').waitFor({ state: 'detached' });
  await openChat(page, jid); // drawn from what is held now
  await bubble(page, 'the bread riots.').waitFor();
  await bubble(page, 'the plague in Milan.').waitFor();
  await page.getByRole('searchbox', { name: 'Search', exact: true }).fill('plague');
  await page.locator('.panel .row', { hasText: 'the plague in Milan.' }).waitFor();
  await page.getByRole('searchbox', { name: 'Search', exact: true }).fill('');

  await page.evaluate(() => globalThis.makeRoom());
  await say(friend, 'the lazaretto.');
  await bubble(page, 'the lazaretto.').waitFor();
  await told.waitFor({ state: 'detached' });
  const texts = await page.evaluate(async (self) => {
    const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
    const base = await done(indexedDB.open(`viavai:${self}`));
    const all = await done(base.transaction('messages').objectStore('messages').getAll());
    base.close();
    return all.map((m) => m.body).filter((text) => /plague|riots|lazaretto/.test(text)).sort();
  }, `${name}@${world.domain}`);
  assert.deepEqual(texts, ['the bread riots.', 'the lazaretto.', 'the plague in Milan.']);
  await context.close();
});

test('a page that is closed while the disk is full has what came when it is opened again', async () => {
  const context = await web.device();
  let page = await signedIn(context, world, name);
  await openChat(page, jid);
  await bubble(page, 'this marriage is not to be').waitFor();
  await page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, key) {
      if (this.name === 'messages') throw new DOMException('no room', 'QuotaExceededError');
      return key === undefined ? put.call(this, value) : put.call(this, value, key);
    };
  });
  for (const text of ['at the inn of the full moon.', 'across the Adda.']) {
    await say(friend, text);
    await bubble(page, text).waitFor();
  }
  await page.close();
  page = await context.newPage();
  await page.goto(world.url);
  await page.locator('.shell').waitFor();
  await openChat(page, jid);
  for (const text of ['at the inn of the full moon.', 'across the Adda.']) {
    await bubble(page, text).waitFor();
    assert.equal(await page.locator('li.message', { hasText: text }).count(), 1);
  }
  await context.close();
});

test('a database that is taken away while in use: sign in again, and all is there', async () => {
  const context = await web.device();
  const page = await signedIn(context, world, name);
  await openChat(page, jid);
  await bubble(page, 'this marriage is not to be').waitFor();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Storage.clearDataForOrigin', { origin: new URL(world.url).origin, storageTypes: 'indexeddb' });
  await backAgain(page);
  await context.close();
});

test('a clock that is wrong by hours does not put messages out of order', async () => {
  const context = await web.device();
  await context.addInitScript(() => {
    const { now } = Date;
    Date.now = () => now() + 5 * 3_600_000;
  });
  const page = await signedIn(context, world, name);
  await openChat(page, jid);
  for (const text of ['first of three.', 'third of three.']) {
    if (text.startsWith('third')) {
      await say(friend, 'second of three.');
      await bubble(page, 'second of three.').waitFor();
    }
    await say(page, text);
    await bubble(friend, text).waitFor();
  }
  const order = (await page.locator('li.message .text').allInnerTexts()).filter((t) => / of three/.test(t)).map((t) => t.split(' ')[0]);
  assert.deepEqual(order, ['first', 'second', 'third']);
  await context.close();
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
