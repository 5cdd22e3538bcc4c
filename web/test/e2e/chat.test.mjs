// Two people talk.
import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFaults, bubble, openChat, png, say, signedIn, startBrowser, startWorld } from './harness.mjs';

let world, web, romeo, juliet, rj, jj;
const id = Math.random().toString(36).slice(2, 7);

before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
  for (const name of [`romeo${id}`, `juliet${id}`]) await world.addAccount(name);
  [rj, jj] = [`romeo${id}@${world.domain}`, `juliet${id}@${world.domain}`];
  romeo = await signedIn(await web.device(), world, `romeo${id}`);
  juliet = await signedIn(await web.device(), world, `juliet${id}`);
});
after(async () => {
  await web.close();
  await world.stop();
});
const noFaults = async (page, where) => assert.deepEqual(await axeFaults(page, web.axe), [], where);

test('an empty list says what to do', async () => {
  await romeo.getByText('No chats yet').waitFor();
  await noFaults(romeo, 'empty list');
});

test('adding a contact by name asks, and the other side accepts', async () => {
  await romeo.getByRole('button', { name: 'New chat' }).first().click();
  await noFaults(romeo, 'add dialog');
  await romeo.getByRole('tab', { name: 'Your code' }).click();
  await romeo.getByRole('img', { name: /QR code of/ }).waitFor();
  await noFaults(romeo, 'own code');
  await romeo.getByRole('tab', { name: 'By address' }).click();
  await romeo.getByLabel('Address', { exact: true }).fill('not an address');
  await romeo.getByRole('button', { name: 'Add', exact: true }).click();
  await romeo.getByText('This is not an address').waitFor();
  await romeo.getByLabel('Address', { exact: true }).fill(`Juliet${id}`);
  await romeo.getByRole('button', { name: 'Add', exact: true }).click();
  await romeo.locator('.composer').waitFor();
  await juliet.getByText('1 person wants to talk to you').click();
  await noFaults(juliet, 'request');
  await juliet.getByRole('button', { name: 'Accept' }).click();
  await romeo.locator('.chat-status', { hasText: 'Online' }).waitFor();
  await juliet.locator('.row', { hasText: `romeo${id}` }).first().click();
  await juliet.locator('.chat-status', { hasText: 'Online' }).waitFor();
});

test('marks tell the truth: sent, delivered, read', async () => {
  await juliet.evaluate(() => { location.hash = '#/people'; });
  await say(romeo, 'But soft, what light');
  const mine = bubble(romeo, 'But soft');
  await mine.locator('.marks', { hasText: 'Delivered' }).waitFor();
  await juliet.locator('.nav-item .badge').first().waitFor();
  assert.match(await juliet.title(), /^\(1\)/);
  await openChat(juliet, rj);
  await juliet.bringToFront();
  await bubble(juliet, 'But soft').waitFor();
  await juliet.getByText('1 new message').waitFor();
  await mine.locator('.marks', { hasText: 'Read' }).waitFor();
  assert.equal(await juliet.title(), 'Viavai');
  await noFaults(juliet, 'chat');
});

test('typing is seen while it lasts', async () => {
  await juliet.locator('.composer textarea').pressSequentially('Ro');
  await romeo.locator('.typing').waitFor();
  await juliet.locator('.composer textarea').fill('');
  await romeo.locator('.typing').waitFor({ state: 'detached' });
});

test('reply, edit by Up, react, delete', async () => {
  const line = bubble(juliet, 'But soft');
  await line.hover();
  await line.getByRole('button', { name: 'Reply' }).click();
  await say(juliet, 'Ay me!');
  await bubble(romeo, 'Ay me!').locator('.quote', { hasText: 'But soft' }).waitFor();
  await juliet.keyboard.press('ArrowUp');
  await juliet.getByText('Edit message').waitFor();
  await juliet.locator('.composer textarea').fill('O Romeo, Romeo');
  await juliet.keyboard.press('Enter');
  await bubble(romeo, 'O Romeo, Romeo').locator('.edited').waitFor();
  await bubble(romeo, 'O Romeo').locator('.quote', { hasText: 'But soft' }).waitFor();

  const target = bubble(romeo, 'O Romeo');
  await target.hover();
  await target.getByRole('button', { name: 'React' }).click();
  await romeo.getByPlaceholder('Search emoji').fill('red heart');
  await noFaults(romeo, 'emoji picker');
  await romeo.keyboard.press('Enter');
  const reaction = bubble(juliet, 'O Romeo').locator('.reaction');
  await reaction.waitFor();
  await reaction.click();
  await bubble(romeo, 'O Romeo').locator('.reaction-count', { hasText: '2' }).waitFor();
  await bubble(romeo, 'O Romeo').locator('.reaction').click();
  await bubble(juliet, 'O Romeo').locator('.reaction-count').waitFor({ state: 'detached' });

  await say(romeo, 'a secret');
  const secret = bubble(romeo, 'a secret');
  await secret.locator('.marks', { hasText: /Sent|Delivered|Read/ }).waitFor();
  await secret.hover();
  await secret.getByRole('button', { name: 'More' }).click();
  await noFaults(romeo, 'message menu');
  await romeo.getByRole('menuitem', { name: 'Delete for everyone' }).click();
  await romeo.getByRole('button', { name: 'Delete for everyone' }).click();
  await juliet.getByText('This message was deleted').first().waitFor();
  assert.equal(await juliet.locator('.messages, .rows', { hasText: 'a secret' }).count(), 0);
});

test('styling, /me, links and large emoji; markup stays text', async () => {
  await say(romeo, '*bold* _slanted_ ~gone~ `code` https://example.org/a');
  const line = bubble(juliet, 'slanted');
  for (const tag of ['strong', 'em', 's', 'code', 'a[href="https://example.org/a"][rel~=noopener]']) await line.locator(tag).waitFor();
  await say(romeo, '/me waves');
  await juliet.locator('.text-me', { hasText: `romeo${id} waves` }).waitFor();
  await say(romeo, '🎉🎉');
  await juliet.locator('.text-large').waitFor();
  const evil = ['<img src=x onerror=alert(1)>', '<script>alert(1)</script>', 'javascript:alert(1)', '"><svg onload=alert(1)>', '[x](javascript:alert(1))', 'https://a.b/"onmouseover="alert(1)', '&lt;b&gt;', '```\n<iframe src=//evil>\n```'];
  for (const text of evil) await say(romeo, text);
  await juliet.getByText('<img src=x onerror=alert(1)>').first().waitFor();
  await juliet.getByText('<iframe src=//evil>').first().waitFor();
  assert.equal(await juliet.locator('.messages img, .messages iframe, .messages script, .messages a[href^="javascript"]').count(), 0);
});

test('a picture, a file, a voice message; too large is refused in words', async () => {
  const attach = (files) => romeo.locator('input[type=file]').setInputFiles(files);
  await attach({ name: 'balcony.png', mimeType: 'image/png', buffer: png(64) });
  const image = juliet.locator('.picture img').last();
  await image.waitFor();
  await juliet.waitForFunction(() => { const i = [...document.querySelectorAll('.picture img')].at(-1); return i.complete && i.naturalWidth === 64; });
  await juliet.locator('.picture').last().click();
  await juliet.locator('.lightbox img').waitFor();
  await noFaults(juliet, 'lightbox');
  await juliet.keyboard.press('Escape');
  await attach({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('dear Juliet') });
  await juliet.locator('.file-card', { hasText: 'letter.txt' }).waitFor();
  if (world.kind === 'prosody') {
    const file = join(await mkdtemp(join(tmpdir(), 'viavai-')), 'opera.bin');
    await writeFile(file, Buffer.alloc(10 * 1024 * 1024 + 1));
    await attach(file);
    await romeo.getByText('opera.bin is too large').waitFor();
  }
  await romeo.getByRole('button', { name: 'Record a voice message' }).click();
  await romeo.locator('.recorder-time', { hasText: '0:01' }).waitFor();
  await noFaults(romeo, 'recorder');
  await romeo.getByRole('button', { name: 'Send' }).click();
  const sound = juliet.locator('.sound').last();
  await sound.waitFor();
  await sound.getByRole('button', { name: 'Play' }).click();
  await sound.getByRole('button', { name: 'Pause' }).waitFor();
});

test('hundreds of messages: scrolling back does not jump, and an archive on a new device shows them all', async () => {
  for (let i = 0; i < 150; i++) await say(romeo, `line number ${i}.`);
  await bubble(juliet, 'line number 149.').waitFor();
  const device = await web.device({ viewport: { width: 1280, height: 1400 } }); // much is in sight
  const fresh = await signedIn(device, world, `juliet${id}`);
  await openChat(fresh, rj);
  await bubble(fresh, 'line number 149.').waitFor();
  const seen = new Set();
  for (let step = 0; step < 120 && !(await fresh.getByText('This is the beginning').count()); step++) {
    // what stands at the top before the jump upwards must still be near it after older ones came
    const jump = await fresh.evaluate(async () => {
      const state = () => [...document.querySelectorAll('.messages > li')].slice(0, 3).map((e) => e.textContent.slice(0, 30) + e.getBoundingClientRect().top).join('|');
      const box = document.querySelector('.scroller');
      box.scrollTop = Math.max(0, box.scrollTop - 500);
      await new Promise((r) => requestAnimationFrame(r));
      const top = box.getBoundingClientRect().top;
      const item = [...document.querySelectorAll('li.message')].find((e) => e.getBoundingClientRect().bottom > top);
      const before = item.getBoundingClientRect().top;
      const was = `${state()} scroll ${box.scrollTop} of ${box.scrollHeight}`;
      await new Promise((r) => setTimeout(r, 120));
      const moved = item.isConnected ? Math.abs(item.getBoundingClientRect().top - before) : 0;
      return moved < 3 ? '' : `${item.textContent} moved ${moved}: ${was} -> ${state()} scroll ${box.scrollTop} of ${box.scrollHeight}`;
    });
    assert.equal(jump, '');
    for (const text of await fresh.locator('li.message').allInnerTexts()) {
      const n = /line number (\d+)\./.exec(text)?.[1];
      if (n) seen.add(Number(n));
    }
  }
  assert.equal(seen.size, 150);
  await fresh.getByText('But soft').first().waitFor();
  await fresh.getByRole('button', { name: 'To the newest message' }).click();
  await bubble(fresh, 'line number 149.').waitFor();
  assert.ok(await fresh.locator('li.message').count() <= 200, 'the window is bounded');
  await device.close();
});

test('search finds words in one chat and in all', async () => {
  await romeo.getByRole('button', { name: 'Search in this chat' }).click();
  await romeo.getByRole('searchbox', { name: /Search in the chat/ }).fill('what light');
  await romeo.locator('.search-results .row', { hasText: 'what light' }).click();
  await romeo.locator('.message.is-found', { hasText: 'But soft' }).waitFor();
  await noFaults(romeo, 'search');
  await romeo.getByRole('button', { name: 'Close' }).first().click();
  await romeo.getByRole('searchbox', { name: 'Search', exact: true }).fill('LÌNE number 17.');
  await romeo.locator('.panel .row', { hasText: 'line number 17.' }).first().waitFor();
  await romeo.getByRole('searchbox', { name: 'Search', exact: true }).fill('');
});

test('pin, mute, archive, draft', async () => {
  const row = romeo.locator('.row-item', { hasText: `juliet${id}` });
  const pick = async (name) => {
    await row.hover();
    await row.getByRole('button', { name: /Options for/ }).click();
    await romeo.getByRole('menuitem', { name }).click();
  };
  await openChat(romeo, jj);
  await romeo.locator('.composer textarea').fill('unfinished');
  await romeo.evaluate(() => { location.hash = '#/chats'; });
  await row.getByText('Draft:').waitFor();
  await row.click();
  assert.equal(await romeo.locator('.composer textarea').inputValue(), 'unfinished');
  await romeo.locator('.composer textarea').fill('');
  await romeo.evaluate(() => { location.hash = '#/chats'; });
  await pick('Pin to the top');
  await pick('Mute');
  await row.getByText('Muted').waitFor({ state: 'attached' });
  await pick('Archive');
  await row.waitFor({ state: 'detached' });
  await romeo.getByRole('button', { name: /Archived/ }).click();
  await pick('Unarchive');
  await romeo.getByRole('button', { name: 'Back' }).click();
  await pick('Unmute');
  await row.waitFor();
});

test('pinned, muted and archived stay so after a reload', async () => {
  const row = romeo.locator('.row-item', { hasText: `juliet${id}` });
  const pick = async (name) => {
    await row.hover();
    await row.getByRole('button', { name: /Options for/ }).click();
    await romeo.getByRole('menuitem', { name }).click();
  };
  await pick('Mute');
  await row.getByText('Muted').waitFor({ state: 'attached' });
  await pick('Archive');
  await row.waitFor({ state: 'detached' });
  await romeo.reload();
  await romeo.getByRole('button', { name: /Archived/ }).click();
  await row.getByText('Muted').waitFor({ state: 'attached' });
  await row.getByText('Pinned').waitFor({ state: 'attached' });
  await pick('Unarchive');
  await romeo.getByRole('button', { name: 'Back' }).click();
  await pick('Unmute');
  await row.getByText('Muted').waitFor({ state: 'detached' });
});

test('an emoji goes where the caret is, over what is selected', async () => {
  await openChat(romeo, jj);
  const area = romeo.locator('.composer textarea');
  await area.fill('good night, good night');
  await area.evaluate((a) => a.setSelectionRange(5, 10));
  await romeo.getByRole('button', { name: 'Emoji', exact: true }).click();
  await romeo.getByPlaceholder('Search emoji').fill('crescent moon');
  await romeo.locator('[data-group="found"] .emoji').first().waitFor();
  await romeo.getByPlaceholder('Search emoji').press('Enter');
  await romeo.waitForFunction(() => document.activeElement?.matches('.composer textarea') && document.activeElement.value === 'good 🌙, good night');
  assert.equal(await area.evaluate((a) => a.selectionStart), 'good 🌙'.length);
  await area.fill('');
});

test('two devices of one account show the same, and what one reads is read on the other', async () => {
  const device = await web.device();
  const second = await signedIn(device, world, `juliet${id}`);
  await juliet.evaluate(() => { location.hash = '#/people'; });
  await openChat(romeo, jj);
  await say(romeo, 'to both of you');
  await second.locator('.row .badge').waitFor();
  await juliet.locator('.nav-item .badge').first().waitFor();
  await openChat(second, rj);
  await second.bringToFront();
  await bubble(second, 'to both of you').waitFor();
  await juliet.locator('.nav-item .badge').first().waitFor({ state: 'detached' });
  await say(second, 'from the second');
  await openChat(juliet, rj);
  await bubble(juliet, 'from the second').waitFor();
  await bubble(romeo, 'from the second').waitFor();
  await device.close();
});

test('everything with the keyboard alone', async () => {
  await romeo.evaluate(() => { location.hash = '#/chats'; });
  await romeo.keyboard.press('Control+k');
  await romeo.keyboard.type(`juliet${id}`);
  await romeo.keyboard.press('Tab');
  await romeo.keyboard.press('Enter');
  await romeo.locator('.composer textarea:focus').waitFor();
  await romeo.keyboard.type('typed by keyboard');
  await romeo.keyboard.press('Enter');
  await bubble(romeo, 'typed by keyboard').locator('.marks', { hasText: /Sent|Delivered|Read/ }).waitFor();
  await romeo.keyboard.press('Shift+Tab');
  for (let i = 0; i < 6 && !(await romeo.locator('li.message:focus').count()); i++) await romeo.keyboard.press('Shift+Tab');
  await romeo.locator('li.message:focus').waitFor();
  await romeo.keyboard.press('Enter');
  await romeo.getByRole('menuitem', { name: 'React with 👍' }).waitFor();
  await romeo.keyboard.press('Enter');
  await bubble(romeo, 'typed by keyboard').locator('.reaction').waitFor();
  await romeo.locator('li.message:focus').waitFor();
  await romeo.keyboard.press('ArrowUp');
  await romeo.locator('li.message:focus', { hasNotText: 'typed by keyboard' }).waitFor();
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
