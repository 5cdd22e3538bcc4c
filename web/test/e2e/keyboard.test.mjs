// A tour through every screen with the keyboard alone: the focus is always seen, stays in what is open, and comes back to what opened it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bubble, say, signedIn, startBrowser, startWorld, PASSWORD } from './harness.mjs';

let world, web, page, other, jid;
const id = Math.random().toString(36).slice(2, 7);
const [me, friend] = [`agnese${id}`, `fermo${id}`];
/** Stops where the focus was not seen. */
let unseen = [];

before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
  await world.addAccount(me, friend);
  jid = `${friend}@${world.domain}`;
  other = await signedIn(await web.device(), world, friend);
  page = await (await web.device()).newPage();
  await page.goto(world.url);
});
after(async () => {
  await web.close();
  await world.stop();
});

/** Where the focus is, and whether somebody who looks at the page can tell, in a few frames at most. */
async function where() {
  let now = await look();
  for (let frame = 0; frame < 20 && !now.seen; frame++) now = await look();
  return now;
}

function look() {
  return page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const element = document.activeElement;
    const name = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent.trim().slice(0, 60);
    const box = element.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, Math.min(box.top + box.height / 2, innerHeight - 1)];
    const top = document.elementFromPoint(x, y);
    const inFront = top !== null && (element.contains(top) || top.contains(element) || top.matches('label'));
    const style = getComputedStyle(element);
    const frame = element.closest('.input, .search-box, .composer-box, .status-picker, .wave');
    const marked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
      || (frame && (getComputedStyle(frame).boxShadow !== 'none' || getComputedStyle(frame).outlineStyle !== 'none'))
      || (element.matches('.menu-item, .quick-reaction') && style.backgroundColor !== 'rgba(0, 0, 0, 0)');
    const detail = [style.outline, top?.outerHTML.slice(0, 60), box.width, box.left, box.top].join(' ');
    return {
      detail, name, lost: element === document.body, seen: Boolean(marked) && inFront && box.width > 0,
      in: ['dialog', '.menu', '.emoji-popover', '.details', '.search-panel', '.composer', '.timeline', '.chat-bar', '.rail', '.side', '.main'].find((s) => element.closest(s)) ?? element.tagName,
    };
  });
}

async function press(key) {
  await page.keyboard.press(key);
  const now = await where();
  if (!now.lost && !now.seen) unseen.push(`${key}: ${now.in} ${now.name} (${now.detail})`);
  return now;
}

/** Goes on by a key until something of that name has the focus. */
async function to(name, key = 'Tab', most = 60) {
  const seen = [];
  for (let i = 0; i < most; i++) {
    const now = await press(key);
    if (name instanceof RegExp ? name.test(now.name) : now.name === name) return now;
    seen.push(`${now.in} ${now.name}`);
  }
  return assert.fail(`${name} is not reached by ${key}: ${seen.join(' | ')}`);
}

/** Waits until that has the focus. */
async function at(selector) {
  await page.locator(`${selector}:focus`).waitFor().catch(async () => assert.fail(`the focus is not at ${selector} but at ${JSON.stringify(await where())}`));
}
const named = (name) => page.waitForFunction((n) => {
  const element = document.activeElement;
  return (element.getAttribute('aria-label') ?? element.textContent.trim()).startsWith(n);
}, name).catch(async () => assert.fail(`the focus is not at ${name} but at ${JSON.stringify(await where())}`));

/** Goes round with Tab and back: the focus never leaves what is open. */
async function trapped(selector, steps = 14) {
  for (const key of ['Tab', 'Shift+Tab']) {
    for (let i = 0; i < steps; i++) {
      const now = await press(key);
      assert.ok(await page.evaluate((s) => document.activeElement.closest(s) !== null, selector), `${key} number ${i + 1} leaves ${selector} for ${now.in} ${now.name}`);
    }
  }
}
const allSeen = () => assert.deepEqual(unseen.splice(0), [], 'the focus is always seen');

test('signing in', async () => {
  await at('input[name=username]');
  await page.keyboard.type(me);
  await to('Password');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('.shell').waitFor();
  await named('New chat'); // nobody to talk to yet: what begins it
  assert.equal((await where()).in, '.side');
  await to('Skip to the conversation', 'Shift+Tab');
  await press('Enter');
  allSeen();
});

test('the dialog to add a contact keeps the focus, its tabs go by arrows, and it gives the focus back', async () => {
  await to('New chat', 'Shift+Tab');
  await press('Enter');
  await at('dialog input');
  await trapped('dialog');
  await to('By address', 'Shift+Tab');
  for (const tab of ['Scan', 'Your code', 'Invite']) {
    await press('ArrowRight');
    await named(tab);
  }
  await to('Make an invitation');
  await press('Enter');
  await page.getByRole('img', { name: /QR code/ }).waitFor();
  await named('Make another');
  await press('Escape');
  await named('New chat');

  await press('Enter');
  await at('dialog input');
  await page.keyboard.type(jid);
  await page.keyboard.press('Enter');
  await at('.composer textarea');
  allSeen();
});

test('a message: its menu, an answer, a reaction, taking it back', async () => {
  await page.keyboard.type('from key to key');
  await page.keyboard.press('Enter');
  await bubble(page, 'from key to key').locator('.marks', { hasText: /Sent|Delivered|Read/ }).waitFor();
  await page.keyboard.type('and another');
  await page.keyboard.press('Enter');
  await bubble(page, 'and another').locator('.marks', { hasText: /Sent|Delivered|Read/ }).waitFor();
  await to(/^You, /, 'Shift+Tab');
  await press('Enter');
  await at('[role=menuitem]');
  await press('ArrowDown');
  await press('Escape');
  await at('li.message');
  await press('Enter');
  await to('Reply', 'ArrowDown');
  await press('Enter');
  await at('.composer textarea');
  await press('Escape');
  await page.locator('.composer-about').waitFor({ state: 'detached' });
  await at('.composer textarea');
  // the button that gives up an answer goes with it
  await to(/^You, /, 'Shift+Tab');
  await press('r');
  await at('.composer textarea');
  await to('Cancel', 'Shift+Tab');
  await press('Enter');
  await at('.composer textarea');
  await to(/^You, /, 'Shift+Tab');
  await press('Enter');
  await to('Edit', 'ArrowDown');
  await press('Enter');
  await at('.composer textarea');
  await to('Cancel', 'Shift+Tab');
  await press('Enter');
  await at('.composer textarea');

  await to(/^You, /, 'Shift+Tab');
  await press('Enter');
  await to('Another reaction', 'ArrowRight');
  await press('Enter');
  await at('.emoji-popover input');
  await trapped('.emoji-popover', 12);
  await press('Escape');
  await at('li.message');
  await press('Enter');
  await to('Delete for everyone', 'ArrowDown');
  await press('Enter');
  await page.locator('dialog').waitFor();
  await trapped('dialog', 4);
  await press('Escape');
  await at('li.message');
  await press('Enter');
  await to('Delete for everyone', 'ArrowDown');
  await press('Enter');
  await page.locator('dialog').waitFor();
  await to('Delete for everyone');
  await press('Enter');
  await page.getByText('You deleted this message').first().waitFor();
  await at('li.message');
  allSeen();
});

test('the composer: emoji, voice', async () => {
  await to(/^Message to/);
  await to('Emoji');
  await press('Enter');
  await at('.emoji-popover input');
  await press('ArrowDown');
  await at('.emoji');
  await press('ArrowRight');
  await press('Escape');
  await named('Emoji');
  await to('Record a voice message');
  await press('Enter');
  await page.locator('.recorder').waitFor();
  await at('.recorder button');
  await to('Discard the recording', 'Shift+Tab', 3).catch(() => to('Discard the recording', 'Tab', 3));
  await press('Enter');
  await page.locator('.recorder').waitFor({ state: 'detached' });
  await at('.composer textarea');
  allSeen();
});

test('the head of a chat: details, search, menu, and what they open', async () => {
  assert.equal((await to(/^Ffermo/, 'Shift+Tab')).in, '.chat-bar');
  await press('Enter');
  await at('.details button');
  await to('Change the name');
  await press('Enter');
  await at('.details input');
  await to('Cancel');
  await press('Enter');
  await named('Change the name');
  await press('Enter');
  await at('.details input');
  await page.keyboard.type('Fermo');
  await page.keyboard.press('Enter');
  await named('Change the name');
  await to(/^Block/);
  await press('Enter');
  await page.locator('dialog').waitFor();
  await trapped('dialog', 5);
  await press('Escape');
  await named('Block');
  await press('Escape');
  await at('.chat-who');

  await to('Search in this chat');
  await press('Enter');
  await at('.search-panel input');
  await page.keyboard.type('key to key');
  await page.locator('.search-results .row').waitFor();
  await to(/key to key/);
  await press('Enter');
  await page.locator('.message.is-found').waitFor();
  await press('Escape');
  await named('Search in this chat');

  await to('More');
  await press('Enter');
  await at('[role=menuitem]');
  await press('Tab');
  await page.locator('.menu').waitFor({ state: 'detached' });
  await at('.chat-bar button');
  await press('Enter');
  await to('Details', 'ArrowDown');
  await press('Enter');
  await at('.details button');
  await press('Enter');
  await page.locator('.details').waitFor({ state: 'detached' });
  await at('.chat-bar button');
  await press('Enter');
  await to('Remove from this device', 'ArrowDown');
  await press('Enter');
  await page.locator('dialog').waitFor();
  await press('Escape');
  await at('.chat-bar button');
  allSeen();
});

test('the list: rows by arrows, their menu, the archive and back', async () => {
  await to(/^Message to/);
  await to('Options for Fermo', 'Shift+Tab');
  await press('Enter');
  await at('[role=menuitem]');
  await press('Escape');
  await named('Options for');
  await to(/^FFermo/, 'Shift+Tab', 1);
  await to('Options for Fermo', 'Tab', 1);
  await press('Enter');
  await at('[role=menuitem]');
  await press('Escape');
  await named('Options for');
  await press('Enter');
  await to('Archive', 'ArrowDown');
  await press('Enter');
  await page.getByRole('button', { name: /Archived/ }).waitFor();
  await page.waitForFunction(() => document.activeElement !== document.body);
  assert.equal((await where()).in, '.side');
  await to(/^Archived/);
  await press('Enter');
  await page.getByRole('heading', { name: 'Archived' }).waitFor();
  await page.waitForFunction(() => document.activeElement !== document.body);
  await to(/^Options for/);
  await press('Enter');
  await to('Unarchive', 'ArrowDown');
  await press('Enter');
  await page.waitForFunction(() => document.activeElement !== document.body);
  await to('Back', 'Shift+Tab');
  await press('Enter');
  await page.getByRole('heading', { name: 'Chats' }).waitFor();
  await page.waitForFunction(() => document.activeElement !== document.body);
  assert.equal((await where()).in, '.side');
  allSeen();
});

test('people: a request is accepted, a contact opened', async () => {
  await other.getByText('1 person wants to talk to you').waitFor();
  await to(/^People/, 'Shift+Tab');
  await press('Enter');
  await page.getByRole('heading', { name: 'People' }).waitFor();
  await to('Add a contact');
  await press('Enter');
  await at('dialog input');
  await press('Escape');
  await named('Add a contact');
  const [kept, mine] = [page, other]; // the other side is asked
  page = mine;
  await page.bringToFront();
  await to(/^1 person/);
  await press('Enter');
  await to('Accept');
  await press('Enter');
  await page.locator('.request').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement !== document.body);
  page = kept;
  await page.bringToFront();
  await to(/^FFermo/);
  await press('Enter');
  await at('.composer textarea');
  allSeen();
});

test('settings: every section, a device, the code, signing out and staying', async () => {
  await to(/Settings$/, 'Shift+Tab', 80);
  await press('Enter');
  await page.locator('.settings-list, .side').first().waitFor();
  for (const section of ['Profile', 'Notifications', 'Appearance', 'Privacy', 'Devices']) {
    await to(new RegExp(`^${section}`));
    await press('Enter');
    await page.getByRole('heading', { name: new RegExp(section), level: 2 }).waitFor();
    for (let i = 0; i < 8; i++) await press('Tab');
    await to(new RegExp(`^${section}`), 'Shift+Tab', 80);
  }
  // Prosody does not know XEP-0494
  await (world.kind === 'viavai' ? page.locator('.list-line').first() : page.getByText('This server does not tell where you are signed in')).waitFor();
  await to(/^Sign out|^End/);
  assert.equal((await where()).in, '.side');
  await press('Enter');
  await page.locator('dialog').waitFor();
  await trapped('dialog', 4);
  await press('Escape');
  await named('Sign out');
  allSeen();
});

test('who signs in and has conversations goes on at the newest', async () => {
  page = await (await web.device()).newPage();
  await page.goto(world.url);
  await at('input[name=username]');
  await page.keyboard.type(friend);
  await to('Password');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('.row').first().waitFor();
  await at('.side a.row');
  await page.locator('.side a.row:focus').press('Enter');
  await page.locator('.composer').waitFor();
  allSeen();
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
