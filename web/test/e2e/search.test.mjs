// Search reaches what only the server has: it says what was searched, goes back when asked, and can be stopped.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFaults, bubble, openChat, say, signedIn, startBrowser, startWorld } from './harness.mjs';

let world, web, page, other, context, jid, peer;
const id = Math.random().toString(36).slice(2, 7);
const LINES = 180;
const KEPT = 20;
let round = 0;

before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
  [jid, peer] = [`mondella${id}@${world.domain}`, `perpetua${id}@${world.domain}`];
  await world.addAccount(`mondella${id}`, `perpetua${id}`);
  other = await signedIn(await web.device(), world, `perpetua${id}`);
  context = await web.device();
  page = await signedIn(context, world, `mondella${id}`);
  await openChat(other, jid);
  await openChat(page, peer);
  await say(other, 'the bridge of a hundred arches');
  for (let i = 0; i < LINES; i++) await say(other, `day ${i}.`);
  await bubble(page, `day ${LINES - 1}.`).waitFor();
  await forget();
});
after(async () => {
  await web.close();
  await world.stop();
});

/** The device keeps only the newest messages, as one does that was signed in lately. */
async function forget() {
  const blank = await context.newPage();
  await blank.goto(`${world.url}/assets.json`); // a page of the origin that holds no connection
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
  await say(other, `awake ${++round}.`);
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

const box = () => page.getByRole('searchbox', { name: 'Search', exact: true });

test('in all chats: the same', async () => {
  await forget();
  await box().fill('hundred arches');
  await page.getByText('Only messages on this device were searched').waitFor();
  await older().click();
  await page.locator('.panel .row', { hasText: 'hundred' }).click();
  await page.locator('.message.is-found', { hasText: 'hundred arches' }).waitFor();
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
