// Every size, both languages, light, dark, high contrast: nothing sticks out, and axe-core has nothing to say.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeFaults, bubble, openChat, say, signedIn, startBrowser, startWorld } from './harness.mjs';

let world, web, page, other;
const id = Math.random().toString(36).slice(2, 7);

before(async () => {
  world = await startWorld();
  web = await startBrowser(world);
  await world.addAccount(`rosa${id}`, `capulet${id}`);
  page = await signedIn(await web.device({ permissions: ['notifications', 'clipboard-read', 'clipboard-write', 'microphone'] }), world, `rosa${id}`);
  other = await signedIn(await web.device(), world, `capulet${id}`);
  await openChat(page, `capulet${id}@${world.domain}`);
  await openChat(other, `rosa${id}@${world.domain}`);
  await say(other, 'A long word: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft');
  await bubble(page, 'Donaudampf').waitFor();
  await say(page, '```\ncode that is much longer than a line of a phone can be, and does not break anywhere\n```');
  await bubble(other, 'does not break').waitFor();
});
after(async () => {
  await web.close();
  await world.stop();
});

const SIZES = { phone: { width: 390, height: 780 }, tablet: { width: 820, height: 1100 }, desktop: { width: 1440, height: 900 } };
const MEDIA = { light: { colorScheme: 'light' }, dark: { colorScheme: 'dark' }, contrast: { colorScheme: 'light', contrast: 'more' }, forced: { colorScheme: 'dark', forcedColors: 'active' } };
const SCREENS = { chat: '.composer', list: '.panel', people: '.panel', settings: '.settings' };
const hash = (screen) => ({ chat: `#/chats/${encodeURIComponent(`capulet${id}@${world.domain}`)}`, list: '#/chats', people: '#/people', settings: '#/settings/appearance' })[screen];

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`${size}: light, dark, high contrast and forced colours, English and Italian`, async () => {
    await page.setViewportSize(viewport);
    const modes = Object.keys(MEDIA);
    for (const [i, screen] of Object.keys(SCREENS).entries()) {
      for (const language of ['en', 'it']) {
        const mode = modes[(i + (language === 'it' ? 1 : 0) + Object.keys(SIZES).indexOf(size)) % modes.length]; // every pair of two comes once
        await page.emulateMedia({ reducedMotion: 'reduce', contrast: 'no-preference', forcedColors: 'none', ...MEDIA[mode] });
        await page.evaluate((l) => localStorage.setItem('viavai.settings', JSON.stringify({ language: l })), language);
        await page.goto(`${world.url}/${hash(screen)}`);
        await page.reload();
        await page.locator(SCREENS[screen]).first().waitFor();
        assert.equal(await page.locator('html').getAttribute('lang'), language);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${screen}, ${language}, ${mode}: nothing sticks out`);
        assert.deepEqual(await axeFaults(page, web.axe), [], `${screen}, ${language}, ${mode}`);
      }
    }
  });
}

test('who asks for less motion gets none', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving = await page.evaluate(() => document.getAnimations().filter((a) => a.playState === 'running' && a.effect.getComputedTiming().duration > 100).map((a) => String(a.animationName ?? a.transitionProperty)));
  assert.deepEqual(moving, []);
});

test('plurals are right in both languages', async () => {
  for (const [language, one, two] of [['en', '1 new message', '2 new messages'], ['it', '1 nuovo messaggio', '2 nuovi messaggi']]) {
    for (const text of [one, two]) {
      const count = Number(text[0]);
      await page.evaluate((l) => localStorage.setItem('viavai.settings', JSON.stringify({ language: l })), language);
      await page.goto(`${world.url}/#/people`);
      await page.reload();
      await page.locator('.panel').waitFor();
      for (let n = 0; n < count; n++) await say(other, `plural ${language} ${count} ${n}.`);
      await page.waitForFunction((n) => document.title.startsWith(`(${n})`), count);
      await openChat(page, `capulet${id}@${world.domain}`);
      await page.locator('.divider-unread', { hasText: new RegExp(text, 'i') }).waitFor();
      await page.waitForFunction(() => !document.title.startsWith('('));
    }
  }
});

test('a message that is not looked at is told: title, badge of the app, notification', async () => {
  await page.evaluate(() => localStorage.setItem('viavai.settings', JSON.stringify({ notifications: true, language: 'en' })));
  await page.goto(`${world.url}/#/people`);
  await page.reload();
  await page.locator('.panel').waitFor();
  await page.evaluate(async () => {
    globalThis.told = { badges: [], notes: [] };
    navigator.setAppBadge = async (n) => { globalThis.told.badges.push(n); };
    const registration = await navigator.serviceWorker?.ready;
    registration.constructor.prototype.showNotification = async (title, options) => { globalThis.told.notes.push([title, options.body]); };
  });
  await say(other, 'look here');
  await page.waitForFunction(() => globalThis.told.notes.length > 0);
  const told = await page.evaluate(() => globalThis.told);
  assert.deepEqual(told.badges, [1]);
  assert.deepEqual(told.notes, [[`capulet${id}`, 'look here']]);
  assert.match(await page.title(), /^\(1\)/);
});

test('no policy was violated, no request left the origin, nothing was thrown', () => assert.deepEqual(web.faults, []));
