// QR codes are read: by a camera, from a picture, and with words where neither works.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { axeFaults, png, signedIn, startBrowser, startWorld } from './harness.mjs';

let world, web, folder, page, other, jid;
const id = Math.random().toString(36).slice(2, 7);

/** A film of a code that is held before a camera, YUV4MPEG2. */
async function film(text) {
  const { outputFiles } = await build({ entryPoints: [fileURLToPath(new URL('../../src/view/qr.tsx', import.meta.url))], bundle: true, format: 'esm', write: false, jsx: 'automatic', jsxImportSource: 'preact' });
  const { qrMatrix } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
  const matrix = qrMatrix(text);
  const [width, height, module] = [640, 480, 10];
  const [left, top] = [(width - matrix.length * module) >> 1, (height - matrix.length * module) >> 1];
  const light = Buffer.alloc(width * height, 220);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (matrix[Math.floor((y - top) / module)]?.[Math.floor((x - left) / module)]) light[y * width + x] = 30;
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, Buffer.alloc(width * height / 2, 128)]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]);
}

before(async () => {
  world = await startWorld();
  jid = `lucia${id}@${world.domain}`;
  folder = await mkdtemp(join(tmpdir(), 'viavai-film-'));
  await writeFile(join(folder, 'code.y4m'), await film(`xmpp:${jid}?roster;name=Lucia%20M.`));
  web = await startBrowser(world, [`--use-file-for-fake-video-capture=${join(folder, 'code.y4m')}`]);
  await world.addAccount(`renzo${id}`, `lucia${id}`, `agnese${id}`, `tonio${id}`);
  page = await signedIn(await web.device(), world, `renzo${id}`);
  other = await signedIn(await web.device(), world, `lucia${id}`);
});
after(async () => {
  await web.close();
  await world.stop();
  await rm(folder, { recursive: true });
});

async function openScan(at) {
  await at.evaluate(() => { location.hash = '#/people'; });
  await at.getByRole('button', { name: 'Add a contact' }).first().click();
  await at.getByRole('tab', { name: 'Scan' }).click();
}
const filled = (at) => at.getByLabel('Address', { exact: true });

test('a code before the camera fills in the address; nobody is asked before one says so', async () => {
  await openScan(page);
  await filled(page).waitFor();
  assert.match(await filled(page).inputValue(), new RegExp(`^xmpp:${jid}`));
  assert.equal(await page.evaluate(() => document.querySelector('.scan video')), null, 'the camera is off again');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.locator('.chat-name', { hasText: 'Lucia M.' }).waitFor();
  await other.getByText('1 person wants to talk to you').waitFor();
});

test('the code that this client shows is read from a picture of it', async () => {
  await other.evaluate(() => { location.hash = '#/people'; });
  await other.getByRole('button', { name: 'Add a contact' }).first().click();
  await other.getByRole('tab', { name: 'Your code' }).click();
  const picture = await other.getByRole('img', { name: /QR code of/ }).screenshot();
  const context = await web.device();
  await context.addInitScript(() => {
    if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  const third = await signedIn(context, world, `renzo${id}`);
  await openScan(third);
  await third.getByRole('alert').getByText('may not use the camera').waitFor();
  assert.deepEqual(await axeFaults(third, web.axe), []);
  const pick = (name, mimeType, buffer) => third.locator('.tab-panel input[type=file]').setInputFiles({ name, mimeType, buffer });
  await pick('wall.png', 'image/png', png(200));
  await third.getByText('There is no QR code in this picture').waitFor();
  await pick('text.png', 'image/png', Buffer.from('no picture'));
  await third.getByText('This file is not a picture').waitFor();
  await pick('code.png', 'image/png', picture);
  await filled(third).waitFor();
  assert.equal(await filled(third).inputValue(), `xmpp:${jid}`);
  await context.close();
});

const ours = { skip: process.env.VIAVAI_STAGE || process.env.SERVER === 'viavai' ? false : 'an invitation is opened over https' };
/** Somebody makes an invitation and shows its code. */
async function invitation() {
  await other.reload();
  await other.getByRole('button', { name: 'Add a contact' }).first().click();
  await other.getByRole('tab', { name: 'Invite' }).click();
  await other.getByRole('button', { name: 'Make an invitation' }).click();
  const code = other.getByRole('img', { name: /QR code/ });
  await code.waitFor();
  return { link: await other.locator('.copy-line code').innerText(), picture: await code.screenshot() };
}

test('an invitation before the camera is opened like its link: who made it becomes a contact', ours, async () => {
  const { link } = await invitation();
  await writeFile(join(folder, 'code.y4m'), await film(link));
  const context = await web.device();
  const guest = await signedIn(context, world, `agnese${id}`);
  await openScan(guest);
  await guest.locator('.chat-name', { hasText: `lucia${id}` }).waitFor();
  await guest.locator('.composer').waitFor();
  await context.close();
});

test('an invitation in a picture, too; one to another server is only told', ours, async () => {
  const { picture } = await invitation();
  const context = await web.device();
  const guest = await signedIn(context, world, `tonio${id}`);
  await writeFile(join(folder, 'code.y4m'), await film('https://elsewhere.example/invite/abc-123'));
  await openScan(guest);
  await guest.getByText('This is an invitation to elsewhere.example').waitFor();
  await guest.locator('.tab-panel input[type=file]').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: picture });
  await guest.locator('.chat-name', { hasText: `lucia${id}` }).waitFor();
  await context.close();
});

/** A device whose browser can read codes itself, or says so. */
async function withDetector(detector) {
  const context = await web.device();
  await context.addInitScript(detector);
  await context.addInitScript((jid) => { globalThis.codeBefore = `xmpp:${jid}?roster`; }, jid);
  const at = await signedIn(context, world, `renzo${id}`);
  await openScan(at);
  return { at, context };
}

test("the browser's own detector is used where it reads QR codes", async () => {
  await writeFile(join(folder, 'code.y4m'), await film('this is read by nobody'));
  const { at, context } = await withDetector(() => {
    globalThis.BarcodeDetector = class {
      static getSupportedFormats() { return Promise.resolve(['ean_13', 'qr_code']); }
      constructor({ formats }) { if (formats.join() !== 'qr_code') throw new TypeError('not asked for'); }
      detect(source) { return Promise.resolve(source.width > 0 ? [{ rawValue: globalThis.codeBefore }] : []); }
    };
  });
  await filled(at).waitFor();
  assert.equal(await filled(at).inputValue(), `xmpp:${jid}?roster`);
  await context.close();
});

test('a detector that reads no QR codes, or fails when asked, is done without', async () => {
  await writeFile(join(folder, 'code.y4m'), await film(`xmpp:${jid}`));
  const without = await withDetector(() => {
    globalThis.BarcodeDetector = class {
      static getSupportedFormats() { return Promise.resolve(['ean_13']); }
      constructor() { throw new TypeError('not supported'); }
    };
  });
  const failing = await withDetector(() => {
    globalThis.BarcodeDetector = class {
      static getSupportedFormats() { return Promise.resolve(['qr_code']); }
      detect() { return Promise.reject(new DOMException('Barcode detection service unavailable.', 'NotSupportedError')); }
    };
  });
  for (const { at, context } of [without, failing]) {
    await filled(at).waitFor();
    assert.equal(await filled(at).inputValue(), `xmpp:${jid}`);
    await context.close();
  }
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
