// Finding people, keeping them away, and one's own devices.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFaults, bubble, openChat, say, signedIn, startBrowser, startWorld } from './harness.mjs';

let world, web, page, other;
const id = Math.random().toString(36).slice(2, 7);
const mine = `sampson${id}`;
const theirs = `peter${id}`;

before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
  await world.addAccount(mine, theirs);
  page = await signedIn(await web.device(), world, mine);
  other = await signedIn(await web.device(), world, theirs);
});
after(async () => {
  await web.close();
  await world.stop();
});

test('what a QR code holds, an xmpp: link, adds a contact; a request can be declined', async () => {
  await page.evaluate(() => { location.hash = '#/people'; });
  await page.getByRole('button', { name: 'Add a contact' }).first().click();
  await page.getByLabel('Address', { exact: true }).fill(`xmpp:${theirs}@${world.domain}`);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.locator('.composer').waitFor();
  await other.evaluate(() => { location.hash = '#/people'; });
  await other.getByRole('button', { name: 'Decline' }).click();
  await other.locator('.request').waitFor({ state: 'detached' });
  await other.getByText('Nobody here yet').waitFor();
});

test('a request can be blocked and reported; what they write then does not come', async () => {
  await page.locator('.chat-who').click();
  await page.getByRole('button', { name: 'Remove from contacts' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove from contacts' }).click();
  await page.locator('.details').getByRole('button', { name: 'Add a contact' }).click();
  await other.locator('.request').getByRole('button', { name: 'Block' }).click();
  await other.getByLabel('Also report as spam').check();
  assert.deepEqual(await axeFaults(other, web.axe), []);
  await other.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
  await other.locator('.request').waitFor({ state: 'detached' });
  await say(page, 'do you bite your thumb at us?');
  await bubble(page, 'bite your thumb').locator('.marks', { hasText: /Sent/ }).or(bubble(page, 'bite your thumb').locator('.problem')).first().waitFor();
  await other.evaluate(() => { location.hash = '#/settings/privacy'; });
  await other.getByText(`${mine}@${world.domain}`).first().waitFor();
  await openChat(other, `${mine}@${world.domain}`).catch(() => undefined);
  assert.equal(await bubble(other, 'bite your thumb').count(), 0);
});

test('devices are listed; one that is signed out there must sign in again', async () => {
  const second = await signedIn(await web.device(), world, mine);
  for (const p of [page, second]) await p.evaluate(() => { location.hash = '#/settings/devices'; });
  await second.locator('.list-line').nth(1).waitFor();
  assert.deepEqual(await axeFaults(second, web.axe), []);
  await second.locator('.list-line').first().getByRole('button', { name: 'Sign out' }).click();
  await second.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  const out = await Promise.any([page, second].map((p) => p.locator('input[name=username]').waitFor().then(() => p)));
  const stays = out === page ? second : page;
  await out.reload();
  await out.locator('input[name=username]').waitFor();
  await stays.reload();
  await stays.locator('.shell').waitFor();
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
