// The archive is the truth and the database of the browser a cache: a long absence leaves no gap between them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bubble, openChat, say, signedIn, startBrowser, startWorld } from './harness.mjs';

let world, web;
const LINES = 130;
before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
  await world.addAccount('lammas', 'eve');
});
after(async () => {
  await web.close();
  await world.stop();
});

test('an old cache, a long absence, then everything, once and in order', { skip: process.env.VIAVAI_STAGE ? false : 'wants slixmpp' }, async () => {
  const context = await web.device();
  let page = await signedIn(context, world, 'lammas');
  const eve = await world.client('SLIXMPP', 'eve');
  await openChat(page, 'eve@localhost');
  await eve.send('lammas', 'old in the cache');
  await bubble(page, 'old in the cache').waitFor();
  await say(page, 'and an answer');
  await eve.await('and an answer');
  await page.close();
  for (let i = 0; i < LINES; i++) await eve.send('lammas', `absent ${i}.`);
  page = await context.newPage();
  await page.goto(world.url);
  await page.locator('.shell').waitFor();
  await openChat(page, 'eve@localhost');
  await bubble(page, `absent ${LINES - 1}.`).waitFor();
  const look = async () => {
    const shown = (await page.locator('li.message .text').allInnerTexts()).map((t) => (/old in the cache/.test(t) ? -2 : /and an answer/.test(t) ? -1 : Number(/absent (\d+)\./.exec(t)?.[1])));
    for (let i = 1; i < shown.length; i++) assert.equal(shown[i], shown[i - 1] + 1, `no gap and no double: ${shown.slice(i - 1, i + 1)}`);
    return shown[0];
  };
  await page.waitForFunction(async () => { // goes up until the beginning is there
    document.querySelector('.scroller').scrollTop = 0;
    return document.querySelector('.beginning') !== null;
  }, undefined, { polling: 100 });
  assert.equal(await look(), -2);
  await eve.close();
  await context.close();
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
