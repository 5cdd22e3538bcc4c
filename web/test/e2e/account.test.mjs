// Coming in, being somebody, and leaving.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFaults, bubble, openChat, PASSWORD, say, signedIn, signIn, startBrowser, startWorld } from './harness.mjs';

let world, web;
const id = Math.random().toString(36).slice(2, 7);
const name = `paris${id}`;

before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
  await world.addAccount(name);
  await world.addAccount(`tybalt${id}`, `lost${id}`);
});
after(async () => {
  await web.close();
  await world.stop();
});
const noFaults = async (page, where) => assert.deepEqual(await axeFaults(page, web.axe), [], where);

test('a wrong password is explained, a right one lets in, and a reload keeps one in', async () => {
  const context = await web.device();
  const page = await context.newPage();
  await page.goto(world.url);
  await page.locator('input[name=username]').waitFor();
  await noFaults(page, 'sign in');
  await signIn(page, world, name, 'wrong');
  await page.getByText('Name or password is wrong').waitFor();
  await noFaults(page, 'sign in, refused');
  await page.getByRole('button', { name: 'Use a full address' }).click();
  await signIn(page, world, `${name}@nowhere.invalid`);
  await page.getByText(/does not know the part after|cannot be reached/).waitFor();
  await signIn(page, world, `${name}@${world.domain}`);
  await page.locator('.shell').waitFor();
  await page.reload();
  await page.locator('.shell').waitFor();
  await page.locator('.connection').waitFor({ state: 'detached' });
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(!stored.includes(PASSWORD));
  await context.close();
});

test('an invitation makes an account, once', async () => {
  const token = await world.invite();
  const context = await web.device();
  const page = await context.newPage();
  await page.goto(`${world.url}/invite/${token}`);
  await page.getByRole('button', { name: 'Create account' }).waitFor();
  await noFaults(page, 'invitation');
  await page.locator('input[name=username]').fill(name);
  await page.locator('input[name=password]').fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('at least 8 characters').first().waitFor();
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Somebody has this name already').waitFor();
  await page.locator('input[name=username]').fill(`benvolio${id}`);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.locator('.shell').waitFor();
  assert.equal(new URL(page.url()).pathname, '/');
  await context.close();

  const late = await web.device();
  const other = await late.newPage();
  await other.goto(`${world.url}/invite/${token}`);
  await other.getByText('This invitation no longer works').waitFor();
  await noFaults(other, 'spent invitation');
  await late.close();
});

test('the first visit loads little, and only from here', async () => {
  const context = await web.device();
  const page = await context.newPage();
  let bytes = 0;
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  client.on('Network.loadingFinished', (e) => { bytes += e.encodedDataLength; });
  await page.goto(world.url);
  await page.locator('input[name=username]').waitFor();
  if (world.kind === 'viavai') assert.ok(bytes < 130 * 1024, `${bytes} bytes`);
  const manifest = await page.evaluate(async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json());
  assert.equal(manifest.name, 'Viavai');
  await context.close();
});

test('a page that is older than the server becomes a new one when it wants a part that is gone', async () => {
  const context = await web.device({ serviceWorkers: 'block' }); // a worker would answer instead of us
  const page = await signedIn(context, world, name);
  let gone = true;
  await page.route((url) => url.pathname.endsWith('.js'), (route) => (gone ? route.fulfill({ status: 404 }) : route.fallback()));
  await page.route((url) => url.pathname === '/', (route) => {
    if (route.request().resourceType() !== 'fetch') return route.fallback();
    gone = false;
    return route.fulfill({ contentType: 'text/html', body: '<script type="module" src="/assets/app-newer.js"></script>' });
  });
  const loaded = page.waitForEvent('load');
  await page.evaluate(() => { location.hash = '#/people'; });
  const scan = async () => {
    await page.getByRole('button', { name: 'Add a contact' }).first().click();
    await page.getByRole('tab', { name: 'Scan' }).click();
  };
  await scan();
  await loaded;
  assert.equal(gone, false, 'it looked whether the server has another');
  await scan();
  await page.locator('.scan').waitFor();
  await context.close();
});

test('profile, status and preferences', async () => {
  const context = await web.device();
  const page = await signedIn(context, world, name);
  const settings = async (section) => {
    await page.evaluate((s) => { location.hash = `#/settings/${s}`; }, section);
    await page.locator('.settings').waitFor();
  };
  await settings('profile');
  await page.getByLabel('Display name').fill('Count Paris');
  await page.getByLabel('About').fill('<b>A man of wax</b>');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').waitFor();
  await page.locator('.own-name', { hasText: 'Count Paris' }).waitFor();
  const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  await page.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: picture });
  await page.locator('.avatar-editor canvas').waitFor();
  await noFaults(page, 'profile');
  await page.getByLabel('Your presence').selectOption('dnd');
  await page.getByLabel('What are you up to?').fill('in Verona');
  await page.keyboard.press('Enter');
  for (const section of ['notifications', 'appearance', 'privacy', 'devices', 'account', 'services']) {
    await settings(section);
    await page.locator('.settings .spinner').waitFor({ state: 'detached' });
    await noFaults(page, section);
  }
  await settings('appearance');
  await page.getByLabel('Italiano').check();
  await page.getByRole('heading', { name: 'Aspetto e lingua' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'it');
  await page.getByLabel('Scuro').check();
  await noFaults(page, 'dark');
  await page.getByLabel('English').check();
  await page.getByLabel('As on this device').first().check();

  const other = await web.device();
  const tybalt = await signedIn(other, world, `tybalt${id}`);
  const [pj, tj] = [`${name}@${world.domain}`, `tybalt${id}@${world.domain}`];
  await openChat(tybalt, pj);
  await say(tybalt, 'Who are you?');
  await openChat(page, tj);
  await page.getByText('is not among your contacts').waitFor();
  await noFaults(page, 'stranger');
  await page.getByRole('button', { name: 'Block' }).click();
  await noFaults(page, 'block dialog');
  await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
  await page.getByText('You have blocked').waitFor();
  await say(tybalt, 'Answer me!');
  await bubble(tybalt, 'Answer me!').locator('.marks', { hasText: /Sent|Delivered/ }).or(bubble(tybalt, 'Answer me!').locator('.problem')).first().waitFor();
  assert.equal(await bubble(page, 'Answer me!').count(), 0);
  await page.getByRole('button', { name: 'Unblock' }).click();
  await page.locator('.composer textarea').waitFor();
  await page.locator('.notice').getByRole('button', { name: 'Add a contact' }).click();
  await tybalt.evaluate(() => { location.hash = '#/people'; });
  await tybalt.getByRole('button', { name: 'Accept' }).click();
  await page.locator('.chat-status', { hasText: 'Online' }).waitFor();
  await openChat(tybalt, pj);
  await tybalt.locator('.chat-status', { hasText: 'in Verona' }).waitFor();
  await tybalt.locator('.chat-bar canvas').waitFor();
  await tybalt.locator('.chat-who').click();
  await tybalt.getByText('<b>A man of wax</b>').waitFor();
  await tybalt.locator('.details canvas').waitFor();
  await noFaults(tybalt, 'details');
  await other.close();
  await context.close();
});

/** Signs up by the link that a fresh server prints. */
async function firstAdministrator(context) {
  const page = await context.newPage();
  await page.goto(/https:\/\/\S+\/invite\/\S+/.exec(await world.log())[0]);
  await page.locator('input[name=username]').fill(`escalus${id}`);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.locator('.shell').waitFor();
  return page;
}

test('commands of the server are drawn from their forms', async () => {
  if (world.kind === 'prosody') await world.addAccount('admin').catch(() => undefined);
  const context = await web.device();
  const page = world.kind === 'prosody' ? await signedIn(context, world, 'admin') : await firstAdministrator(context);
  await page.evaluate(() => { location.hash = '#/settings/services'; });
  const first = page.locator('.settings .action').first();
  await first.waitFor();
  await first.click();
  await page.getByRole('dialog').waitFor();
  await page.getByRole('dialog').locator('.spinner').waitFor({ state: 'detached' });
  await noFaults(page, 'command');
  await page.getByRole('button', { name: /Close|Cancel/ }).last().click();
  await inviting(page);
  await page.getByRole('button', { name: 'Make an invitation' }).click();
  await page.getByRole('img', { name: 'QR code of the invitation' }).waitFor();
  await noFaults(page, 'invitation made');
  await context.close();
});

async function inviting(page) {
  await page.evaluate(() => { location.hash = '#/people'; });
  await page.getByRole('button', { name: 'Add a contact' }).first().click();
  await page.getByRole('tab', { name: 'Invite' }).click();
}

test('an account has so many invitations and no more, and is told so', async (t) => {
  if (world.kind === 'prosody') return t.skip('it has no such limit');
  const context = await web.device();
  const page = await signedIn(context, world, name);
  await inviting(page);
  await page.getByRole('button', { name: 'Make an invitation' }).click();
  const link = page.locator('.copy-line code');
  const links = new Set([await link.innerText()]);
  for (let i = 1; i < 20; i++) {
    await page.getByRole('button', { name: 'Make another' }).click();
    await page.waitForFunction((known) => !known.includes(document.querySelector('.copy-line code').textContent), [...links]);
    links.add(await link.innerText());
  }
  await page.getByRole('button', { name: 'Make another' }).click();
  await page.getByRole('alert').filter({ hasText: 'You have many invitations' }).waitFor();
  await noFaults(page, 'too many invitations');
  assert.equal(links.size, 20);
  assert.ok(links.has(await link.innerText()), 'the last one is still shown');
  await context.close();
});

test('an invitation is copied, by keyboard too, and it is said inside the window', async () => {
  const context = await web.device();
  const page = world.kind === 'prosody' ? await signedIn(context, world, name) : await signedIn(context, world, `escalus${id}`);
  await inviting(page);
  await page.getByRole('button', { name: 'Make an invitation' }).click();
  const link = await page.locator('.copy-line code').innerText();
  const button = page.getByRole('dialog').getByRole('button', { name: 'Copy the link' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
  await noFaults(page, 'an invitation that is copied');
  await page.keyboard.press('Escape');
  await page.evaluate(() => { location.hash = '#/settings/services'; });
  await page.getByRole('button', { name: 'Invite user' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Copy the link' }).first().click();
  await page.getByRole('dialog').getByRole('status').filter({ hasText: 'Copied' }).first().waitFor({ state: 'attached' });
  await noFaults(page, 'an invitation among the services');
  await context.close();
});

test('what the server offers has Italian names in Italian', async () => {
  const context = await web.device({ locale: 'it-IT' });
  const page = world.kind === 'prosody' ? await signedIn(context, world, name) : await signedIn(context, world, `escalus${id}`);
  await page.evaluate(() => { location.hash = '#/settings/services'; });
  await page.getByRole('button', { name: 'Invita una persona' }).click();
  await page.getByRole('dialog', { name: 'Invita una persona' }).waitFor();
  await context.close();
});

test('an invitation is handed to another app where the browser can', async () => {
  const context = await web.device();
  await context.addInitScript(() => {
    navigator.canShare = () => true;
    navigator.share = async (data) => { window.shared = data; };
  });
  const page = world.kind === 'prosody' ? await signedIn(context, world, name) : await signedIn(context, world, `escalus${id}`);
  await inviting(page);
  await page.getByRole('button', { name: 'Make an invitation' }).click();
  await page.getByRole('button', { name: 'Share the link' }).click();
  const link = await page.locator('.copy-line code').innerText();
  assert.deepEqual(await page.evaluate(() => window.shared), link.startsWith('xmpp:') ? { text: link } : { url: link });
  await context.close();
});

test('a phone shows one thing at a time', async () => {
  const context = await web.device({ viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true });
  const page = await signedIn(context, world, name);
  await page.locator('.rail').waitFor();
  await noFaults(page, 'phone list');
  await page.locator('.row').first().click();
  await page.locator('.composer').waitFor();
  assert.equal(await page.locator('.rail').isVisible(), false);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out');
  await noFaults(page, 'phone chat');
  await page.getByRole('button', { name: 'Back' }).click();
  await page.locator('.rail').waitFor();
  await context.close();
});

test('a forgotten password: a printed code sets a new one, once, and so does the link of the operator', { skip: process.env.VIAVAI_STAGE || process.env.SERVER === 'viavai' ? false : 'wants our server' }, async () => {
  const context = await web.device();
  const page = await signedIn(context, world, `lost${id}`);
  await page.evaluate(() => { location.hash = '#/settings/account'; });
  await page.getByRole('button', { name: 'Make a recovery code' }).click();
  const code = (await page.locator('.recovery-code').innerText()).trim();
  await noFaults(page, 'recovery code');
  await context.close();

  const other = await web.device();
  const front = await other.newPage();
  await front.goto(`${world.url}/recover`);
  const recover = async (name, text, password) => {
    await front.locator('input[name=username]').fill(name);
    await front.locator('input[name=code]').fill(text);
    await front.locator('input[name=password]').fill(password);
    await front.locator('[type=submit]').click();
  };
  await front.locator('input[name=code]').waitFor();
  await noFaults(front, 'recovery');
  await recover(`lost${id}`, 'no such code', 'found again 1');
  await front.getByRole('alert').waitFor();
  await noFaults(front, 'recovery, refused');
  await recover(`lost${id}`, code, 'found again 1');
  await front.locator('.shell').waitFor();
  await other.close();

  const third = await web.device();
  const late = await third.newPage();
  await signIn(late, world, `lost${id}`); // the old password
  await late.getByText('Name or password is wrong').waitFor();
  const link = /https:\/\/\S+\/recover\S+/.exec(await world.run('account', 'recovery', `lost${id}@${world.domain}`))[0];
  await late.goto('about:blank');
  await late.goto(link);
  await late.locator('input[name=password]').fill('found twice 22');
  await late.locator('[type=submit]').click();
  await late.locator('.shell').waitFor();
  await third.close();
});

test('another password, then the account is gone', async () => {
  const context = await web.device();
  const page = await signedIn(context, world, `tybalt${id}`);
  await page.evaluate(() => { location.hash = '#/settings/account'; });
  await page.getByLabel('New password').fill('prince of cats 1');
  await page.getByLabel('Repeat the password').fill('prince of cats 1');
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByText('Password changed').waitFor();
  await page.getByRole('button', { name: 'Delete account' }).click();
  await page.getByLabel(/Type .* to confirm/).fill(`tybalt${id}`);
  await noFaults(page, 'delete dialog');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete account' }).click();
  await page.locator('input[name=username]').waitFor();
  assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map((d) => d.name)), []);
  await signIn(page, world, `tybalt${id}`, 'prince of cats 1');
  await page.getByText('Name or password is wrong').waitFor();
  await context.close();
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
