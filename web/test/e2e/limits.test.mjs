// What our server does not take, a file too large or one too many, is said in words, and can be tried again or taken away.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFaults, bubble, openChat, say, signedIn, startBrowser, startWorld } from './harness.mjs';

let world, web, page, other;
const ours = { skip: process.env.VIAVAI_STAGE || process.env.SERVER === 'viavai' ? false : 'our own limits' };
const KIB = 1024;

before(async () => {
  world = await startWorld('[upload]\nfile_bytes = "64KiB"\nquota = "100KiB"\n');
  web = await startBrowser(world);
  await world.addAccount('tonio', 'gervaso');
  page = await signedIn(await web.device(), world, 'tonio');
  other = await signedIn(await web.device(), world, 'gervaso');
  await openChat(page, `gervaso@${world.domain}`);
  await openChat(other, `tonio@${world.domain}`);
});
after(async () => {
  await web.close();
  await world.stop();
});

const attach = (name, size) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.alloc(size, 7) });
const item = (name) => page.locator('li.message', { hasText: name });
const got = (name) => other.locator('.file-card', { hasText: name });

/** The server starts again with other limits, and the page has found it. */
async function limits(fileBytes, quota) {
  await world.stopped();
  const file = join(dirname(dirname(world.certificate)), 'viavai.toml');
  const lines = (await readFile(file, 'utf8')).replace(/^file_bytes = .*$/m, `file_bytes = "${fileBytes}"`).replace(/^quota = .*$/m, `quota = "${quota}"`);
  await writeFile(file, lines);
  await world.start();
  await say(page, `now ${fileBytes} of ${quota}`);
  await bubble(page, `now ${fileBytes} of ${quota}`).locator('.marks', { hasText: /Sent|Delivered|Read/ }).waitFor();
}

test('the limit that the server announced is told before anything is sent', ours, async () => {
  await page.waitForFunction(async () => { // the announcement has come
    const [{ name }] = await indexedDB.databases();
    const request = indexedDB.open(name);
    await new Promise((done, failed) => Object.assign(request, { onsuccess: done, onerror: failed }));
    const self = request.result.transaction('meta').objectStore('meta').get('self');
    await new Promise((done, failed) => Object.assign(self, { onsuccess: done, onerror: failed }));
    request.result.close();
    return self.result?.uploadLimit !== undefined;
  });
  await attach('opera.bin', 64 * KIB + 1);
  await page.getByText('opera.bin is too large. The server takes files up to 64 KiB').waitFor();
  assert.equal(await item('opera.bin').count(), 0);
});

test('a file without a byte is told as that', ours, async () => {
  await attach('nothing.bin', 0);
  await page.getByText('nothing.bin is empty').waitFor();
  assert.equal(await item('nothing.bin').count(), 0);
});

test('exactly as large as is allowed goes', ours, async () => {
  await attach('exactly.bin', 64 * KIB);
  await got('exactly.bin').waitFor();
});

test('more than the account may have: told until when, and the message can be taken away', ours, async () => {
  await attach('too-many.bin', 50 * KIB);
  await item('too-many.bin').getByText('The server takes no more files from you until').waitFor();
  assert.deepEqual(await axeFaults(page, web.axe), []);
  await item('too-many.bin').getByRole('button', { name: 'Cancel' }).click();
  await item('too-many.bin').waitFor({ state: 'detached' });
});

test('a name that the server does not take is told as that', ours, async () => {
  await attach(`${'n'.repeat(300)}.bin`, 10);
  await item('nnnn').getByText('Give it another name').waitFor();
  await item('nnnn').getByRole('button', { name: 'Cancel' }).click();
  await item('nnnn').waitFor({ state: 'detached' });
});

test('the server itself finds it too large, and when there is room it goes by trying again', ours, async () => {
  await attach('one-more.bin', 50 * KIB);
  await item('one-more.bin').getByText('takes no more files').waitFor();
  const again = item('one-more.bin').getByRole('button', { name: 'Try again' });
  await limits('10KiB', '1MiB');
  await again.click();
  await item('one-more.bin').getByText('The file is too large for this server').waitFor();
  await limits('64KiB', '1MiB');
  await again.click();
  await got('one-more.bin').waitFor();
  assert.equal(await got('one-more.bin').count(), 1);
  assert.equal(await got('too-many.bin').count(), 0);
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
