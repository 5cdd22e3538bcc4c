// Search reaches what only the server has: it says what was searched, goes back when asked, and can be stopped.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFaults, bubble, openChat, say, sendMany, signedIn, startBrowser, startWorld } from './harness.mjs';

let world, web, page, context, jid, peer;
const id = Math.random().toString(36).slice(2, 7);
const LINES = 180;
const KEPT = 20;
let round = 0;
/** From now on the server is slow: what it says is held back in the page, until it is let go. */
const hold = () => page.evaluate(() => { globalThis.held = []; });
const letGo = () => page.evaluate(() => {
  const all = globalThis.held;
  globalThis.held = undefined;
  for (const hear of all) hear();
});

before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
  [jid, peer] = [`mondella${id}@${world.domain}`, `perpetua${id}@${world.domain}`];
  await world.addAccount(`mondella${id}`, `perpetua${id}`);
  await arrive('the bridge of a hundred arches', ...Array.from({ length: LINES }, (_, i) => `day ${i}.`));
  context = await web.device();
  await context.addInitScript(() => {
    globalThis.WebSocket = class extends WebSocket {
      set onmessage(hear) {
        super.onmessage = (event) => { if (globalThis.held) globalThis.held.push(() => hear.call(this, event)); else hear.call(this, event); };
      }
    };
  });
  page = await signedIn(context, world, `mondella${id}`);
  await openChat(page, peer);
  await bubble(page, `day ${LINES - 1}.`).waitFor();
  await arrive('good night.'); // all that came before it is taken: what is not would be delivered again after the next login
  await page.locator('.row', { hasText: 'good night.' }).waitFor();
  await forget();
});
after(async () => {
  await web.close();
  await world.stop();
});

const arrive = (...texts) => sendMany(web, world, `perpetua${id}`, jid, texts);

/** All that a new device fetches by itself is here. */
function synced(view) {
  return view.waitForFunction((name) => new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onerror = reject;
    opening.onsuccess = () => {
      const reading = opening.result.transaction('meta').objectStore('meta').get('lastArchiveId');
      reading.onsuccess = () => { opening.result.close(); resolve(reading.result !== undefined); };
    };
  }), `viavai:${jid}`, { polling: 100 });
}

/** The device keeps only the newest messages, as one does that was signed in lately. */
async function forget() {
  const blank = await context.newPage();
  await blank.goto(`${world.url}/assets.json`); // a page of the origin that holds no connection
  await synced(page); // or the next page would go on with it
  await page.close();
  await blank.evaluate(async ({ self, peer, kept }) => {
    const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
    const base = await done(indexedDB.open(`viavai:${self}`));
    const change = base.transaction(['messages', 'conversations'], 'readwrite');
    const messages = change.objectStore('messages');
    const all = (await done(messages.getAll())).sort((a, b) => a.at - b.at || a.seq - b.seq);
    for (const { key } of all.slice(0, -kept)) messages.delete(key);
    const conversations = change.objectStore('conversations');
    conversations.put({ ...await done(conversations.get(peer)), complete: false });
    await new Promise((resolve) => { change.oncomplete = resolve; });
    base.close();
  }, { self: jid, peer, kept: KEPT });
  page = await context.newPage();
  await page.goto(world.url);
  await page.locator('.shell').waitFor();
  await blank.close();
  await arrive(`awake ${++round}.`);
  await page.locator('.row', { hasText: `awake ${round}.` }).waitFor(); // connected again
}

const older = () => page.getByRole('button', { name: 'Search older messages' });

test('in a chat: what is far back is found when one asks for it, and shown in its place', async () => {
  await openChat(page, peer);
  await bubble(page, `day ${LINES - 1}.`).waitFor();
  await page.getByRole('button', { name: 'Search in this chat' }).click();
  await page.getByRole('searchbox', { name: /Search in the chat/ }).fill('hundred arches');
  await page.locator('.search-panel').getByText('Nothing found').waitFor();
  await page.getByText('Only messages on this device were searched').waitFor();
  assert.deepEqual(await axeFaults(page, web.axe), []);
  await older().click();
  await page.locator('.search-results .row', { hasText: 'hundred arches' }).click();
  await page.locator('.message.is-found', { hasText: 'hundred arches' }).waitFor();
  await bubble(page, 'day 0.').waitFor();
});

test('a chat that is here from its beginning offers no more', async () => {
  const box = page.getByRole('searchbox', { name: /Search in the chat/ });
  await box.fill('neither here nor there');
  await older().or(page.locator('.search-panel .empty')).first().waitFor();
  while (await older().count()) await older().click();
  await page.locator('.search-panel').getByText('Nothing found').waitFor();
  await older().waitFor({ state: 'detached' });
  assert.equal(await page.getByText('Only messages on this device').count(), 0);
  await box.press('Escape');
});

/** The numbers of the days in sight have no hole. */
async function holds(view) {
  const days = (await view.locator('li.message .text').allInnerTexts()).flatMap((t) => /^day (\d+)\./.exec(t)?.slice(1).map(Number) ?? []);
  for (let i = 1; i < days.length; i++) assert.equal(days[i], days[i - 1] + 1);
  return days;
}

test('a quoted message that only the archive has is fetched and shown in its place', async () => {
  const elsewhere = await web.device();
  const there = await signedIn(elsewhere, world, `mondella${id}`); // a device that has it all
  await synced(there);
  await openChat(there, peer);
  await there.getByRole('button', { name: 'Search in this chat' }).click();
  await there.getByRole('searchbox', { name: /Search in the chat/ }).fill('hundred arches');
  await there.locator('.search-results .row', { hasText: 'hundred arches' }).click();
  await there.locator('.message.is-found', { hasText: 'hundred arches' }).focus();
  await there.keyboard.press('r');
  await forget();
  await say(there, 'I counted ninety-nine.');
  await openChat(page, peer);
  const answer = bubble(page, 'I counted ninety-nine.');
  await answer.locator('.quote', { hasText: 'Original message' }).waitFor();
  await answer.locator('.quote').click();
  await page.locator('.message.is-found', { hasText: 'hundred arches' }).waitFor();
  assert.equal((await holds(page))[0], 0);
  for (let last = 0; last < LINES - 1;) { // and from there to the end
    await page.locator('.scroller').evaluate((e) => { e.scrollTop = e.scrollHeight; });
    last = (await holds(page)).at(-1);
  }
  await answer.locator('.quote-text', { hasText: 'hundred arches' }).waitFor(); // what was not known before
  await elsewhere.close();
});

test('the search for a quoted message can be stopped, and says when there is none', async () => {
  await arrive(`<body>It was gone.</body><reply xmlns="urn:xmpp:reply:0" to="${jid}" id="never"/>`);
  await forget();
  await openChat(page, peer);
  await bubble(page, `day ${LINES - KEPT}.`).waitFor(); // it fetches no more by itself
  await hold();
  await bubble(page, 'It was gone.').locator('.quote').click();
  await page.getByText('Looking for the message').waitFor();
  assert.deepEqual(await axeFaults(page, web.axe), []);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Looking for the message').waitFor({ state: 'detached' });
  await letGo();
  await bubble(page, 'It was gone.').locator('.quote').click();
  await page.getByText('no longer in the history').waitFor();
});

const box = () => page.getByRole('searchbox', { name: 'Search', exact: true });

test('in all chats: the same', async () => {
  await forget();
  await box().fill('hundred arches');
  await page.getByText('Only messages on this device were searched').waitFor();
  await older().click();
  await page.locator('.panel .row', { hasText: 'hundred' }).click();
  await page.locator('.message.is-found', { hasText: 'hundred arches' }).waitFor();
});

test('it can be stopped while the server is slow, and is told when there is no network', async () => {
  await forget();
  await box().fill('hundred arches');
  await older().waitFor();
  await hold();
  await older().click();
  await page.getByText('Fetching older messages').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await older().waitFor();
  await letGo();
  await context.setOffline(true);
  await page.locator('.connection').waitFor(); // the page has heard of it
  await older().click();
  await page.getByText('You are offline').waitFor();
  await older().waitFor();
  await context.setOffline(false);
  assert.equal(await page.locator('.panel .row', { hasText: 'hundred' }).count(), 0);
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
