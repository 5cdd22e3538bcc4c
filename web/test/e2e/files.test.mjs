// Files: every way in, on a good and on a bad day.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openChat, png, signedIn, startBrowser, startWorld } from './harness.mjs';

let world, web, page, other;
const id = Math.random().toString(36).slice(2, 7);

before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
  await world.addAccount(`abram${id}`, `gregory${id}`);
  page = await signedIn(await web.device({ serviceWorkers: 'block' }), world, `abram${id}`); // a worker would hide requests from us
  other = await signedIn(await web.device(), world, `gregory${id}`);
  await openChat(page, `gregory${id}@${world.domain}`);
  await openChat(other, `abram${id}@${world.domain}`);
});
after(async () => {
  await web.close();
  await world.stop();
});

/** What the system gives a page when something is pasted or dropped: a DataTransfer with a file in it. */
const transfer = (name, type, bytes) => page.evaluateHandle(({ name, type, bytes }) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, { type }));
  return data;
}, { name, type, bytes: [...bytes] });

test('a picture is pasted', async () => {
  const clipboardData = await transfer('pasted.png', 'image/png', png(32));
  await page.locator('.composer textarea').evaluate((area, data) => area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })), clipboardData);
  await other.waitForFunction(() => [...document.querySelectorAll('.picture img')].at(-1)?.naturalWidth === 32);
});

test('a file is dragged over the chat and dropped', async () => {
  const data = await transfer('dropped.txt', 'text/plain', Buffer.from('two households'));
  for (const type of ['dragenter', 'dragover']) await page.locator('.timeline').dispatchEvent(type, { dataTransfer: data });
  await page.locator('.drop').waitFor();
  await page.locator('.timeline').dispatchEvent('drop', { dataTransfer: data });
  await other.locator('.file-card', { hasText: 'dropped.txt' }).waitFor();
  await page.locator('.drop').waitFor({ state: 'detached' });
});

test('what was sent comes back byte for byte', async () => {
  const link = other.locator('.file-card', { hasText: 'dropped.txt' });
  const [download] = await Promise.all([other.waitForEvent('download'), link.click()]);
  assert.equal(download.suggestedFilename(), 'dropped.txt');
  let text = '';
  for await (const piece of await download.createReadStream()) text += piece;
  assert.equal(text, 'two households');
});

test('an upload shows its progress and can be cancelled', async () => {
  let let_go;
  const held = new Promise((resolve) => { let_go = resolve; });
  await page.route((url) => url.origin === new URL(world.url).origin, async (route) => {
    if (route.request().method() !== 'PUT') return route.fallback();
    await held;
    return route.abort().catch(() => undefined);
  });
  await page.locator('input[type=file]').setInputFiles({ name: 'slow.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(100_000) });
  const item = page.locator('li.message', { hasText: 'slow.bin' });
  await item.locator('progress').waitFor();
  await item.getByRole('button', { name: 'Cancel' }).click();
  await item.waitFor({ state: 'detached' });
  let_go();
  await page.unrouteAll({ behavior: 'wait' });
  assert.equal(await other.locator('li.message', { hasText: 'slow.bin' }).count(), 0);
});

test('an upload that failed says so and succeeds when tried again', async () => {
  await page.route((url) => url.origin === new URL(world.url).origin, (route) => (route.request().method() === 'PUT' ? route.fulfill({ status: 500 }) : route.fallback()));
  await page.locator('input[type=file]').setInputFiles({ name: 'second-try.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(5000, 7) });
  const item = page.locator('li.message', { hasText: 'second-try.bin' });
  const again = item.getByRole('button', { name: 'Try again' });
  await again.waitFor();
  await page.unrouteAll({ behavior: 'wait' });
  await again.click();
  await other.locator('.file-card', { hasText: 'second-try.bin' }).waitFor();
  assert.equal(await other.locator('.file-card', { hasText: 'second-try.bin' }).count(), 1);
});

test('a video plays inside the chat', async () => {
  const film = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 96, height: 64 });
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' });
    const parts = [];
    recorder.ondataavailable = (e) => parts.push(e.data);
    const stopped = new Promise((done) => { recorder.onstop = done; });
    const pen = canvas.getContext('2d');
    recorder.start();
    for (let i = 0; i < 20; i++) {
      pen.fillStyle = `hsl(${i * 18} 80% 50%)`;
      pen.fillRect(0, 0, 96, 64);
      await new Promise((r) => requestAnimationFrame(r));
    }
    recorder.stop();
    await stopped;
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  });
  await page.locator('input[type=file]').setInputFiles({ name: 'dance.webm', mimeType: 'video/webm', buffer: Buffer.from(film) });
  const video = other.locator('li.message video').last();
  await video.waitFor();
  await other.waitForFunction(() => [...document.querySelectorAll('li.message video')].at(-1).videoWidth === 96);
  await video.evaluate((v) => { v.muted = true; return v.play(); });
  await other.waitForFunction(() => [...document.querySelectorAll('li.message video')].at(-1).currentTime > 0);
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
