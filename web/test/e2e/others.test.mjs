// The web client beside programs nobody here wrote, on one server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bubble, openChat, say, signedIn, startBrowser, startWorld } from './harness.mjs';

let world, web, romeo;
const here = { skip: process.env.VIAVAI_STAGE ? false : 'other programs are started by the test in interop' };

before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
  await world.addAccount('romeo', 'juliet', 'nurse');
  romeo = await signedIn(await web.device(), world, 'romeo');
});
after(async () => {
  await web.close();
  await world.stop();
});

test('browser and slixmpp: a message each way, marked as sent', here, async () => {
  const juliet = await world.client('SLIXMPP', 'juliet');
  await openChat(romeo, 'juliet@localhost');
  await say(romeo, 'from the browser to slixmpp');
  await juliet.await('from the browser to slixmpp');
  await bubble(romeo, 'from the browser to slixmpp').locator('.marks', { hasText: /Sent|Delivered|Read/ }).waitFor();
  await juliet.send('romeo', 'from slixmpp to the browser');
  await bubble(romeo, 'from slixmpp to the browser').waitFor();
  await juliet.close();
});

test('browser and profanity: a message each way; the same account in profanity shows the same history', here, async () => {
  const nurse = await world.client('PROFANITY', 'nurse');
  await openChat(romeo, 'nurse@localhost');
  await say(romeo, 'from-the-browser-to-profanity');
  await nurse.await('from-the-browser-to-profanity');
  await nurse.send('romeo', 'from-profanity-to-the-browser');
  await bubble(romeo, 'from-profanity-to-the-browser').waitFor();
  await nurse.close();
  const self = await world.client('PROFANITY', 'romeo');
  await self.type('/mam on');
  await self.type('/msg nurse@localhost');
  await self.await('from-the-browser-to-profanity');
  await self.await('from-profanity-to-the-browser');
  await self.close();
});

test('a device that looks on: what profanity sends as the same account appears in the browser, once', here, async () => {
  const self = await world.client('PROFANITY', 'romeo');
  await self.send('nurse', 'sent-by-my-other-device');
  await openChat(romeo, 'nurse@localhost');
  await bubble(romeo, 'sent-by-my-other-device').waitFor();
  await say(romeo, 'and-back-from-the-browser');
  await self.await('and-back-from-the-browser');
  assert.equal(await romeo.locator('li.message', { hasText: 'sent-by-my-other-device' }).count(), 1);
  await self.close();
});

test('a browser that was away shows what others said and did meanwhile, in order and once', here, async () => {
  const nurse = await world.client('SLIXMPP', 'nurse');
  const context = romeo.context();
  await context.setOffline(true);
  await romeo.evaluate(() => dispatchEvent(new Event('offline')));
  for (const n of [1, 2, 3]) await nurse.send('romeo', `while away ${n}.`);
  await context.setOffline(false);
  await romeo.evaluate(() => dispatchEvent(new Event('online')));
  await bubble(romeo, 'while away 3.').waitFor();
  const texts = (await romeo.locator('li.message .text').allInnerTexts()).filter((t) => /while away/.test(t));
  assert.deepEqual(texts, ['while away 1.', 'while away 2.', 'while away 3.']);
  await nurse.close();
});

test('a graceful restart in the middle: the page comes back by itself with nothing lost', here, async () => {
  const nurse = await signedIn(await web.device(), world, 'nurse');
  await openChat(nurse, 'romeo@localhost');
  await say(romeo, 'before the restart');
  await bubble(nurse, 'before the restart').waitFor();
  await world.stopped();
  await say(romeo, 'while it was down');
  await bubble(romeo, 'while it was down').locator('.marks', { hasText: 'Waiting to be sent' }).waitFor();
  await world.start();
  await bubble(nurse, 'while it was down').waitFor();
  await bubble(romeo, 'while it was down').locator('.marks', { hasText: /Sent|Delivered|Read/ }).waitFor();
  assert.equal(await nurse.locator('li.message', { hasText: 'while it was down' }).count(), 1);
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
