// When the network, the server or the tabs come and go.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bubble, openChat, say, sendMany, signedIn, startBrowser, startWorld } from './harness.mjs';

let world, web, here, there, sender, receiver, sj, rj;
const id = Math.random().toString(36).slice(2, 7);

before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
  for (const name of [`friar${id}`, `nurse${id}`]) await world.addAccount(name);
  [sj, rj] = [`friar${id}@${world.domain}`, `nurse${id}@${world.domain}`];
  [here, there] = [await web.device(), await web.device()];
  sender = await signedIn(here, world, `friar${id}`);
  receiver = await signedIn(there, world, `nurse${id}`);
  await openChat(sender, rj);
  await openChat(receiver, sj);
  await say(sender, 'before');
  await bubble(receiver, 'before').waitFor();
});
after(async () => {
  await web.close();
  await world.stop();
});
const count = (page, text) => page.locator('li.message', { hasText: text }).count();
const marked = (page, text) => bubble(page, text).locator('.marks', { hasText: /^(Sent|Delivered|Read)$/ }).waitFor({ timeout: 40000 });

test('what is typed without a network waits, is marked, and is sent exactly once', async () => {
  await here.setOffline(true);
  await sender.evaluate(() => dispatchEvent(new Event('offline')));
  for (const n of [1, 2, 3]) await say(sender, `offline ${n}.`);
  await bubble(sender, 'offline 3.').locator('.marks', { hasText: 'Waiting to be sent' }).waitFor();
  await say(receiver, 'meanwhile');
  await sender.locator('.connection').waitFor();
  await here.setOffline(false);
  await sender.evaluate(() => dispatchEvent(new Event('online')));
  for (const n of [1, 2, 3]) await marked(sender, `offline ${n}.`);
  await bubble(receiver, 'offline 3.').waitFor();
  await bubble(sender, 'meanwhile').waitFor();
  for (const n of [1, 2, 3]) {
    assert.equal(await count(receiver, `offline ${n}.`), 1);
    assert.equal(await count(sender, `offline ${n}.`), 1);
  }
  const order = (await receiver.locator('li.message .text').allInnerTexts()).filter((t) => /offline/.test(t));
  assert.deepEqual(order, ['offline 1.', 'offline 2.', 'offline 3.']);
});

test('a burst that waited meanwhile comes at once, and who stands at the end goes on there', async () => {
  await there.setOffline(true);
  await receiver.evaluate(() => dispatchEvent(new Event('offline')));
  await receiver.locator('.connection').waitFor();
  await sendMany(web, world, `friar${id}`, rj, Array.from({ length: 180 }, (_, i) => `burst ${i}.`));
  await there.setOffline(false);
  await receiver.evaluate(() => dispatchEvent(new Event('online')));
  await bubble(receiver, 'burst 179.').waitFor();
  const shown = (await receiver.locator('li.message .text').allInnerTexts()).flatMap((t) => /^burst (\d+)\./.exec(t)?.slice(1).map(Number) ?? []);
  assert.equal(shown.at(-1), 179);
  for (let i = 1; i < shown.length; i++) assert.equal(shown[i], shown[i - 1] + 1, 'in order, each once');
  assert.ok(shown.length >= 90);
  await receiver.waitForFunction(() => { // and is in sight
    const box = document.querySelector('.scroller');
    return box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  });
});

test('a page closed with messages waiting sends them when it is opened again', async () => {
  await here.setOffline(true);
  await sender.evaluate(() => dispatchEvent(new Event('offline')));
  await say(sender, 'left behind');
  await bubble(sender, 'left behind').locator('.marks', { hasText: 'Waiting to be sent' }).waitFor();
  await here.setOffline(false);
  await sender.close();
  sender = await here.newPage();
  await sender.goto(world.url);
  await sender.locator('.shell').waitFor();
  await bubble(receiver, 'left behind').waitFor();
  await openChat(sender, rj);
  await marked(sender, 'left behind');
  assert.equal(await count(receiver, 'left behind'), 1);
});

test('the server is killed in the middle: both pages come back, nothing is lost or doubled', async () => {
  for (let i = 0; i < 6; i++) await say(sender, `crash ${i}.`);
  await marked(sender, 'crash 5.');
  await world.kill();
  for (let i = 6; i < 9; i++) await say(sender, `crash ${i}.`);
  await say(receiver, 'are you there?');
  await bubble(receiver, 'are you there?').locator('.marks', { hasText: 'Waiting to be sent' }).waitFor();
  await world.start();
  for (const page of [sender, receiver]) await page.evaluate(() => dispatchEvent(new Event('online')));
  await marked(sender, 'crash 8.');
  await marked(receiver, 'are you there?');
  await bubble(sender, 'are you there?').waitFor();
  await bubble(receiver, 'crash 8.').waitFor();
  for (let i = 0; i < 9; i++) {
    assert.equal(await count(receiver, `crash ${i}.`), 1, `receiver has ${i} once`);
    assert.equal(await count(sender, `crash ${i}.`), 1, `sender has ${i} once`);
  }
});

test('a page that is looked at comes back by itself after the server was away, without a word from the browser', async () => {
  await world.kill();
  let tries = 0;
  const count_ = () => { tries++; };
  sender.on('websocket', count_);
  await sender.locator('.connection').waitFor();
  const another = sender.waitForEvent('websocket');
  await sender.getByRole('button', { name: 'Try now' }).click();
  await another;
  await say(sender, 'after a while');
  while (tries < 5) await sender.waitForEvent('websocket'); // by doubling alone the next try would be half a minute away
  await world.start();
  await marked(sender, 'after a while');
  await sender.locator('.connection').waitFor({ state: 'detached' });
  await bubble(receiver, 'after a while').waitFor();
  assert.equal(await count(receiver, 'after a while'), 1);
  sender.off('websocket', count_);
});

test('the connected tab goes in the middle of sending: another takes over, each message is sent once', async () => {
  const second = await here.newPage();
  await second.goto(world.url);
  await second.locator('.shell').waitFor();
  await openChat(second, rj);
  for (let i = 0; i < 12; i++) {
    await say(second, `handed over ${i}.`);
    if (i === 5) void sender.close();
  }
  await bubble(receiver, 'handed over 11.').waitFor();
  for (let i = 0; i < 12; i++) await marked(second, `handed over ${i}.`);
  const got = (await receiver.locator('li.message .text').allInnerTexts()).filter((t) => /handed over/.test(t)).map((t) => Number(/(\d+)\./.exec(t)[1]));
  assert.deepEqual([...got].sort((a, b) => a - b), Array.from({ length: 12 }, (_, i) => i));
  sender = second;
});

test('several tabs share one connection; when the connected one goes, another takes over', async () => {
  let sockets = 0;
  const follow = (page) => page.on('websocket', () => { sockets++; });
  const second = await here.newPage();
  follow(second);
  await second.goto(world.url);
  await second.locator('.shell').waitFor();
  await openChat(second, rj);
  await bubble(second, 'crash 8.').waitFor();
  await say(second, 'from the second tab');
  await bubble(receiver, 'from the second tab').waitFor();
  await bubble(sender, 'from the second tab').waitFor();
  await marked(second, 'from the second tab');
  assert.equal(sockets, 0, 'the second tab has no connection of its own');
  await say(receiver, 'to both tabs');
  await bubble(second, 'to both tabs').waitFor();
  await bubble(sender, 'to both tabs').waitFor();
  await sender.close();
  await say(second, 'alone now');
  await bubble(receiver, 'alone now').waitFor();
  await marked(second, 'alone now');
  assert.ok(sockets > 0, 'now it connects');
  assert.equal(await count(receiver, 'alone now'), 1);
  sender = second;
});

test('signing out in one tab signs out the others and forgets everything', async () => {
  const second = await here.newPage();
  await second.goto(world.url);
  await second.locator('.shell').waitFor();
  await second.evaluate(() => { location.hash = '#/settings'; });
  await second.getByRole('button', { name: 'Sign out' }).click();
  await second.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  for (const page of [second, sender]) await page.locator('input[name=username]').waitFor();
  assert.deepEqual(await second.evaluate(async () => (await indexedDB.databases()).map((d) => d.name)), []);
  assert.equal(await second.evaluate(() => localStorage.getItem('viavai.account')), null);
});

test('the page opens without a server, from what it kept', async () => {
  const context = await web.device();
  await context.addInitScript(() => { delete globalThis.IDBIndex?.prototype.getAllRecords; }); // as in browsers that do not have it yet
  const page = await signedIn(context, world, `nurse${id}`);
  await openChat(page, sj);
  await bubble(page, 'alone now').waitFor();
  await page.evaluate(async () => { await navigator.serviceWorker.ready; });
  await context.setOffline(true);
  await page.reload();
  await openChat(page, sj);
  await bubble(page, 'alone now').waitFor();
  await context.close();
});

test('ten thousand messages scroll smoothly', async () => {
  const context = await web.device();
  const page = await signedIn(context, world, `nurse${id}`);
  await openChat(page, sj);
  await bubble(page, 'alone now').waitFor();
  await page.evaluate(async ({ peer, self }) => {
    const open = indexedDB.open(`viavai:${self}`);
    await new Promise((r) => { open.onsuccess = r; });
    const transaction = open.result.transaction(['messages', 'conversations'], 'readwrite');
    const store = transaction.objectStore('messages');
    const begin = Date.now() - 20000 * 60000;
    let last;
    for (let i = 0; i < 10000; i++) {
      const outgoing = i % 7 < 3;
      last = { key: `bulk${i}`, peer, at: begin + i * 60000, seq: i, outgoing, author: outgoing ? self : peer, body: `Message ${i}. ${'lorem ipsum dolor sit amet '.repeat(i % 5)}`, ids: [`bulk${i}`], status: outgoing ? 'sent' : 'received', refs: [`${peer}\nbulk${i}`] };
      store.put(last);
    }
    transaction.objectStore('conversations').put({ peer, last, unread: 0, readAt: Date.now(), peerReadAt: 0, pinned: false, muted: false, archived: false, draft: '', complete: true, activeAt: Date.now() });
    await new Promise((r) => { transaction.oncomplete = r; });
    open.result.close();
  }, { peer: 'bulk@example.org', self: rj });
  await page.reload();
  await page.locator('.shell').waitFor();
  await openChat(page, 'bulk@example.org');
  await bubble(page, 'Message 9999.').waitFor();
  const result = await page.evaluate(async () => {
    const box = document.querySelector('.scroller');
    const frames = [];
    let before = performance.now();
    let oldest = 10000;
    for (let i = 0; i < 400; i++) {
      box.scrollTop -= 240;
      await new Promise((r) => requestAnimationFrame(r));
      const now = performance.now();
      frames.push(now - before);
      before = now;
      const n = Number(/Message (\d+)\./.exec(document.querySelector('li.message').textContent)?.[1] ?? oldest);
      oldest = Math.min(oldest, n);
    }
    frames.sort((a, b) => a - b);
    return { p50: frames[200], p95: frames[380], most: frames[399], oldest, nodes: document.querySelectorAll('li.message').length };
  });
  console.log(`    frames: p50 ${result.p50.toFixed(1)} ms, p95 ${result.p95.toFixed(1)} ms, most ${result.most.toFixed(1)} ms; ${result.nodes} messages drawn, back to ${result.oldest}`);
  assert.ok(result.nodes <= 200, 'only a window is drawn');
  assert.ok(result.oldest < 9200, 'it went back');
  assert.ok(result.p50 < 100, 'half of the frames are quick even on a busy machine');
  await context.close();
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
