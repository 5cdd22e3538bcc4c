// Several devices of one account.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bubble, openChat, say, signedIn, startBrowser, startWorld } from './harness.mjs';

let world;
let web;
let romeo;
let juliet;
const id = Math.random().toString(36).slice(2, 7);

before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
  await world.addAccount(`romeo${id}`, `juliet${id}`);
  romeo = await signedIn(await web.device(), world, `romeo${id}`);
  juliet = await signedIn(await web.device(), world, `juliet${id}`);
  await openChat(romeo, `juliet${id}@${world.domain}`);
  await say(romeo, 'good morning');
  await openChat(juliet, `romeo${id}@${world.domain}`);
  await bubble(juliet, 'good morning').waitFor();
  await say(juliet, 'and to you');
  await bubble(romeo, 'and to you').waitFor();
});

after(async () => {
  await web?.close();
  await world?.stop();
});

test('pinned, muted and archived follow the account to its other devices, also to one that was away and to a new one', async () => {
  await juliet.evaluate(() => { location.hash = '#/chats'; });
  const rowOn = (page) => page.locator('.row-item', { hasText: `romeo${id}` });
  const pick = async (page, name) => {
    await rowOn(page).hover();
    await rowOn(page).getByRole('button', { name: /Options for/ }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  const device = await web.device();
  let second = await signedIn(device, world, `juliet${id}`);
  await rowOn(second).waitFor();
  await pick(juliet, 'Pin');
  await rowOn(second).getByText('Pinned').waitFor({ state: 'attached' });
  await pick(second, 'Mute');
  await rowOn(juliet).getByText('Muted').waitFor({ state: 'attached' });
  await second.close();
  await pick(juliet, 'Archive');
  await rowOn(juliet).waitFor({ state: 'detached' });
  second = await device.newPage();
  await second.goto(world.url);
  await second.getByRole('button', { name: /Archived/ }).click();
  await rowOn(second).getByText('Pinned').waitFor({ state: 'attached' });
  await device.close();
  const anew = await web.device();
  const third = await signedIn(anew, world, `juliet${id}`);
  await third.getByRole('button', { name: /Archived/ }).click();
  await rowOn(third).getByText('Muted').waitFor({ state: 'attached' });
  await pick(third, 'Unarchive');
  await pick(juliet, 'Unmute');
  await rowOn(third).waitFor({ state: 'detached' });
  await pick(juliet, 'Unpin');
  await anew.close();
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
