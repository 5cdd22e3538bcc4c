// Files under a name of their own, `url` of [upload]: the policy of the page names exactly that origin, and what lies there is shown in place.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { openChat, png, say, signedIn, startBrowser, startWorld } from './harness.mjs';

let world, web, page, other, files;
const ours = { skip: process.env.VIAVAI_STAGE || process.env.SERVER === 'viavai' ? false : 'our own server keeps files elsewhere' };

before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
  await world.addAccount('gertrude', 'egidio');
  if (ours.skip) return;
  await world.stopped(); // its port is known only now
  files = `https://127.0.0.1:${new URL(world.url).port}`;
  const config = join(dirname(dirname(world.certificate)), 'viavai.toml');
  await writeFile(config, `${await readFile(config, 'utf8')}\n[upload]\nurl = "${files}"\n`);
  await world.start();
  page = await signedIn(await web.device(), world, 'gertrude');
  other = await signedIn(await web.device(), world, 'egidio');
  await openChat(page, `egidio@${world.domain}`);
  await openChat(other, `gertrude@${world.domain}`);
});
after(async () => {
  await web.close();
  await world.stop();
});

test('the policy lets the page load pictures and sound from there, and bring files there, and nothing else', ours, async () => {
  const policy = await page.evaluate(async () => (await fetch('/', { method: 'HEAD' })).headers.get('content-security-policy'));
  const rules = new Map(policy.split(';').map((rule) => rule.trim().split(/ (.*)/s)).map(([name, list]) => [name, list]));
  for (const name of ['img-src', 'media-src']) assert.equal(rules.get(name), `'self' ${files}`);
  assert.match(rules.get('connect-src'), new RegExp(` ${files}$`));
  assert.equal(rules.get('default-src'), "'self'");
  for (const name of ['script-src', 'style-src', 'frame-src', 'worker-src']) assert.equal(rules.get(name), undefined);
});

test('a picture from there is shown, in the list and large; a text is a download', ours, async () => {
  const attach = (name, mimeType, buffer) => page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });
  await attach('monza.png', 'image/png', png(64));
  for (const at of [page, other]) {
    await at.waitForFunction(() => document.querySelector('.picture img')?.naturalWidth === 64);
    assert.equal(new URL(await at.locator('.picture img').getAttribute('src')).origin, files);
  }
  await other.locator('.picture').click();
  await other.waitForFunction(() => document.querySelector('.lightbox img')?.naturalWidth === 64);
  await other.keyboard.press('Escape');
  await attach('letter.txt', 'text/plain', Buffer.from('to be burnt'));
  const card = other.locator('.file-card', { hasText: 'letter.txt' });
  const [download] = await Promise.all([other.waitForEvent('download'), card.click()]);
  let text = '';
  for await (const piece of await download.createReadStream()) text += piece;
  assert.equal(text, 'to be burnt');
});

test('a voice message from there is played', ours, async () => {
  await page.getByRole('button', { name: 'Record a voice message' }).click();
  await page.locator('.recorder-time', { hasText: '0:01' }).waitFor();
  await page.locator('.recorder').getByRole('button', { name: 'Send' }).click();
  const sound = other.locator('.sound').last();
  await sound.waitFor();
  assert.equal(new URL(await sound.locator('audio').getAttribute('src')).origin, files);
  await sound.getByRole('button', { name: 'Play' }).click();
  await sound.getByRole('button', { name: 'Pause' }).waitFor();
});

test('what lies at any other place stays a link, and is not asked for', ours, async () => {
  await say(page, 'https://elsewhere.example/picture.png');
  await other.locator('a[href="https://elsewhere.example/picture.png"]').waitFor();
  assert.equal(await other.locator('img[src*="elsewhere"]').count(), 0);
});

test('no policy was violated, no request went elsewhere, nothing was thrown', () =>
  assert.deepEqual(web.faults.filter((fault) => !fault.startsWith(`foreign request ${files}/upload/`)), []));
