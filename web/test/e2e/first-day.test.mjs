// What a newcomer does on the first day, as issue 3 ends: a fresh server, the printed link, a second person, a chat, a picture,
// another program, and a server that is killed in the middle.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFaults, bubble, PASSWORD, png, say, startBrowser, startWorld } from './harness.mjs';

let world, web;
const ours = process.env.VIAVAI_STAGE !== undefined;
before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
});
after(async () => {
  await web.close();
  await world.stop();
});

async function signUp(link, name) {
  const page = await (await web.device()).newPage();
  await page.goto(link);
  await page.getByRole('button', { name: 'Create account' }).waitFor();
  assert.deepEqual(await axeFaults(page, web.axe), []);
  await page.locator('input[name=username]').fill(name);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.locator('.shell').waitFor();
  return page;
}

test('from the printed link to a conversation that survives the server', async (t) => {
  if (!ours) return t.skip('on our own server only');
  const printed = /https:\/\/\S+\/invite\/\S+/.exec(await world.log());
  assert.ok(printed, 'the first start prints a link');
  const anna = await signUp(printed[0], 'anna');

  await anna.evaluate(() => { location.hash = '#/people'; });
  await anna.getByRole('button', { name: 'Add a contact' }).first().click();
  await anna.getByRole('tab', { name: 'Invite' }).click();
  await anna.getByRole('button', { name: 'Make an invitation' }).click();
  await anna.getByRole('img', { name: 'QR code of the invitation' }).waitFor();
  await anna.getByText(/This link works once. It is good until/).waitFor();
  await anna.getByRole('button', { name: 'Copy the link' }).click();
  const link = await anna.locator('.copy-line code').innerText();
  assert.equal(await anna.evaluate(() => navigator.clipboard.readText()), link);
  await anna.keyboard.press('Escape');
  const bruno = await signUp(link, 'bruno');

  // contacts of each other, without asking
  await anna.evaluate(() => { location.hash = '#/people'; });
  await anna.locator('.row', { hasText: 'bruno' }).first().click();
  await bruno.evaluate(() => { location.hash = '#/people'; });
  await bruno.locator('.row', { hasText: 'anna' }).first().click();
  await anna.locator('.chat-status', { hasText: 'Online' }).waitFor();
  await bruno.locator('.chat-status', { hasText: 'Online' }).waitFor();
  await say(anna, 'Welcome, Bruno.');
  await bubble(bruno, 'Welcome, Bruno.').waitFor();
  await say(bruno, 'Good to be here.');
  await bubble(anna, 'Good to be here.').waitFor();

  await anna.locator('input[type=file]').first().setInputFiles({ name: 'garden.png', mimeType: 'image/png', buffer: png(64) });
  await bruno.locator('.picture img').last().waitFor();
  await bruno.waitForFunction(() => [...document.querySelectorAll('.picture img')].at(-1).naturalWidth === 64);

  await world.kill();
  await say(anna, 'Are you still there?');
  await bubble(anna, 'Are you still there?').locator('.marks', { hasText: 'Waiting to be sent' }).waitFor();
  await world.start();
  await bubble(bruno, 'Are you still there?').waitFor();
  await bubble(anna, 'Are you still there?').locator('.marks', { hasText: /Sent|Delivered|Read/ }).waitFor();
  await say(bruno, 'Always.');
  await bubble(anna, 'Always.').waitFor();
  const texts = ['Welcome, Bruno.', 'Good to be here.', 'Are you still there?', 'Always.'];
  for (const page of [anna, bruno]) {
    const shown = (await page.locator('li.message .text').allInnerTexts()).filter((text) => texts.includes(text));
    assert.deepEqual(shown, texts, 'everything, once, in order');
  }

  const terminal = await world.client('PROFANITY', 'anna');
  await terminal.type('/mam on');
  await terminal.type('/msg bruno@localhost');
  for (const text of texts) await terminal.await(text);
  await terminal.close();
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
