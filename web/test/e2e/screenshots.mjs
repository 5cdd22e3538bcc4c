// Pictures of every screen: phone and desktop, light and dark, English and Italian, high contrast, into target/screenshots; sheets/ there
// has them side by side. Fewer by environment: SCREENS=chat,people LANGUAGES=it THEMES=dark SIZES=phone.
import { mkdir, rm } from 'node:fs/promises';
import { axeFaults, bubble, openChat, say, signedIn, startBrowser, startWorld } from './harness.mjs';
import { makeSheets } from './sheets.mjs';

const OUT = new URL('../../target/screenshots/', import.meta.url).pathname;
const id = process.env.VIAVAI_STAGE ? Math.random().toString(36).slice(2, 6) : '';
await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });

const world = await startWorld();
const web = await startBrowser(world);
const names = { giulia: 'Giulia Conti', marco: 'Marco Bianchi', anna: 'Anna Keller', tom: 'Tom Okafor', library: 'City Library' };
for (const name of ['luca', 'nora', ...Object.keys(names)]) await world.addAccount(`${name}${id}`);
const jid = (name) => `${name}${id}@${world.domain}`;

/** A face of two colours, drawn in the page. */
async function picture(page, hue, width = 400, height = 400, label = '') {
  const data = await page.evaluate(({ hue, width, height, label }) => {
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const c = canvas.getContext('2d');
    const sky = c.createLinearGradient(0, 0, 0, height);
    sky.addColorStop(0, `hsl(${hue} 70% 62%)`);
    sky.addColorStop(1, `hsl(${hue + 50} 70% 78%)`);
    c.fillStyle = sky;
    c.fillRect(0, 0, width, height);
    if (label === 'hills') {
      for (let i = 0; i < 4; i++) {
        c.fillStyle = `hsl(${hue - 60} 30% ${48 - i * 9}%)`;
        c.beginPath();
        c.moveTo(0, height);
        for (let x = 0; x <= width; x += 8) c.lineTo(x, height * (0.5 + i * 0.12) + Math.sin(x / (60 + i * 25) + i * 2) * 24);
        c.lineTo(width, height);
        c.fill();
      }
    } else {
      c.fillStyle = `hsl(${hue + 180} 25% 30%)`;
      c.beginPath();
      c.arc(width / 2, height * 1.05, width * 0.38, 0, 7);
      c.fill();
      c.fillStyle = 'hsl(28 55% 72%)';
      c.beginPath();
      c.arc(width / 2, height * 0.45, width * 0.2, 0, 7);
      c.fill();
    }
    return canvas.toDataURL('image/png').split(',')[1];
  }, { hue, width, height, label });
  return Buffer.from(data, 'base64');
}

const device = await web.device({ deviceScaleFactor: 1 });
const luca = await signedIn(device, world, `luca${id}`);
const friends = {};
let hue = 10;
for (const [name, full] of Object.entries(names)) {
  const page = await signedIn(await web.device(), world, `${name}${id}`);
  friends[name] = page;
  await page.evaluate(() => { location.hash = '#/settings/profile'; });
  await page.getByLabel('Display name').fill(full);
  await page.getByLabel('About').fill('Mountains, tea and old radios.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').first().waitFor();
  if (name !== 'library' && name !== 'tom') {
    await page.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: await picture(page, hue) });
    await page.locator('.avatar-editor canvas').waitFor();
  }
  hue += 85;
  await page.evaluate(() => { location.hash = '#/people'; });
  await page.getByRole('button', { name: 'Add a contact' }).first().click();
  await page.getByLabel('Address', { exact: true }).fill(jid('luca'));
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.locator('.composer').waitFor();
}
await luca.evaluate(() => { location.hash = '#/people'; });
await luca.locator('.request').nth(4).waitFor();
for (const name of ['giulia', 'marco', 'anna', 'library']) {
  await luca.locator('.request', { hasText: jid(name) }).getByRole('button', { name: 'Accept' }).click();
  await luca.locator('.request', { hasText: jid(name) }).waitFor({ state: 'detached' });
}
for (const [name, text] of [['library', 'Your book "Il barone rampante" is ready to collect.'], ['anna', 'See you at the station, platform 4 🚆'], ['marco', 'The *new* build is green. `v0.1` tonight?']]) {
  await say(friends[name], text);
  await friends[name].waitForTimeout(300);
}
const g = friends.giulia;
await say(g, 'Are we still on for Saturday?');
await openChat(luca, jid('giulia'));
await bubble(luca, 'still on for Saturday').waitFor();
await say(luca, 'Yes! I looked at the map again: the path by the lake is open.');
await say(luca, 'About 14 km, four hours with a long lunch. https://example.org/trails/lago');
await bubble(g, '14 km').waitFor();
await say(g, 'Perfect. I took this there last year:');
await g.locator('input[type=file]').setInputFiles({ name: 'lake.png', mimeType: 'image/png', buffer: await picture(g, 200, 900, 600, 'hills') });
await luca.locator('.picture img').waitFor();
await luca.locator('li.message', { has: luca.locator('.picture') }).hover();
await luca.locator('li.message', { has: luca.locator('.picture') }).getByRole('button', { name: 'More' }).click();
await luca.getByRole('menuitem', { name: 'React with ❤️' }).click();
const line = bubble(luca, 'Are we still on');
await line.hover();
await line.getByRole('button', { name: 'Reply' }).click();
await say(luca, "I'll bring the bread and the cheese. You bring the _good_ coffee?");
await bubble(g, 'the bread').waitFor();
await say(g, 'Deal 🎉');
await say(g, '☕🏔️');
await luca.locator('input[type=file]').setInputFiles({ name: 'Packing list.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(48213) });
await g.locator('.file-card').waitFor();
await luca.getByRole('button', { name: 'Record a voice message' }).click();
await luca.locator('.recorder-time', { hasText: '0:02' }).waitFor();
await luca.getByRole('button', { name: 'Send' }).click();
await g.locator('.sound').waitFor();
await g.bringToFront();
await luca.bringToFront();
await luca.evaluate(() => { location.hash = '#/settings/profile'; });
await luca.getByLabel('Display name').fill('Luca Moretti');
await luca.getByRole('button', { name: 'Save' }).click();
await luca.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: await picture(luca, 150) });
await luca.locator('.avatar-editor canvas').waitFor();
await openChat(friends.marco, jid('luca'));
await say(friends.marco, 'Also: who turned the heating off? 🥶');
await openChat(luca, jid('marco'));
await luca.locator('.composer textarea').fill('Not me, but I can guess who');
await luca.evaluate(() => { location.hash = '#/chats'; });
await luca.getByText('Draft:').waitFor();
await say(friends.anna, 'I have the tickets.');
await say(friends.anna, 'And a window seat for you.');

const nora = await signedIn(await web.device(), world, `nora${id}`);

const guest = await web.device();
const front = await guest.newPage();
const token = world.invite ? await world.invite() : undefined;

const screens = {
  'chat-list': async (p) => { await hash(p, '#/chats'); },
  chat: async (p) => { await hash(p, `#/chats/${encodeURIComponent(jid('giulia'))}`); await p.locator('.picture img').waitFor(); },
  'chat-reply': async (p, t) => { await hash(p, `#/chats/${encodeURIComponent(jid('giulia'))}`); await bubble(p, 'Deal').focus(); await p.keyboard.press('r'); await t(300); },
  'message-menu': async (p) => { await hash(p, `#/chats/${encodeURIComponent(jid('giulia'))}`); await bubble(p, 'the bread').focus(); await p.keyboard.press('Enter'); await p.locator('.menu').waitFor(); },
  emoji: async (p) => { await hash(p, `#/chats/${encodeURIComponent(jid('giulia'))}`); await p.locator('.composer-box .icon-button').click(); await p.locator('.emoji').first().waitFor(); },
  details: async (p) => { await hash(p, `#/chats/${encodeURIComponent(jid('giulia'))}`); await p.locator('.chat-who').click(); await p.locator('.facts').first().waitFor(); },
  people: async (p) => { await hash(p, '#/people'); },
  add: async (p) => { await hash(p, '#/people'); await p.locator('.panel .bar .icon-button').last().click(); await p.locator('.dialog').waitFor(); },
  'add-code': async (p) => { await hash(p, '#/people'); await p.locator('.panel .bar .icon-button').last().click(); await p.locator('#tab-own').click(); await p.locator('.qr').waitFor(); },
  'add-scan': async (p) => { await hash(p, '#/people'); await p.locator('.panel .bar .icon-button').last().click(); await p.locator('#tab-scan').click(); await p.locator('.scan-frame').waitFor(); },
  uploading: async (p) => {
    await p.context().route((url) => url.pathname.includes('/'), (route) => (route.request().method() === 'PUT' ? undefined : route.fallback())); // never answered
    await hash(p, `#/chats/${encodeURIComponent(jid('anna'))}`);
    await p.locator('.composer input[type=file]').setInputFiles({ name: 'Slides for Monday.odp', mimeType: 'application/octet-stream', buffer: Buffer.alloc(2_400_000) });
    await p.locator('progress').waitFor();
  },
  'sign-out': async (p) => { await hash(p, '#/settings'); await p.getByRole('button', { name: /^(Sign out|Esci)$/ }).first().click(); await p.locator('.dialog').waitFor(); },
  'delete-account': async (p) => { await hash(p, '#/settings/account'); await p.locator('.button-danger').last().click(); await p.locator('.dialog').waitFor(); },
  search: async (p) => { await hash(p, '#/chats'); await p.locator('.panel-search input').fill('the'); await p.locator('mark').first().waitFor(); },
  settings: async (p) => { await hash(p, '#/settings'); await p.locator('.own-card').waitFor(); },
  'settings-profile': async (p) => { await hash(p, '#/settings/profile'); await p.locator('.avatar-editor').waitFor(); },
  'settings-appearance': async (p) => { await hash(p, '#/settings/appearance'); await p.locator('.choice').first().waitFor(); },
  'settings-privacy': async (p) => { await hash(p, '#/settings/privacy'); },
  'settings-devices': async (p) => { await hash(p, '#/settings/devices'); },
  'settings-account': async (p) => { await hash(p, '#/settings/account'); },
  picture: async (p) => { await hash(p, `#/chats/${encodeURIComponent(jid('giulia'))}`); await p.locator('.picture').click(); await p.locator('.lightbox img').waitFor(); },
  recorder: async (p, t) => { await hash(p, `#/chats/${encodeURIComponent(jid('giulia'))}`); await p.locator('.composer-row > button').last().click(); await p.locator('.recorder').waitFor(); await t(2500); },
  'chat-menu': async (p) => { await hash(p, `#/chats/${encodeURIComponent(jid('giulia'))}`); await p.locator('.chat-bar [aria-haspopup=menu]').click(); await p.locator('.menu').waitFor(); },
  block: async (p) => { await hash(p, `#/chats/${encodeURIComponent(jid('giulia'))}`); await p.locator('.chat-bar [aria-haspopup=menu]').click(); await p.locator('.menu-item.danger').click(); await p.locator('.dialog').waitFor(); },
  'search-in-chat': async (p) => { await hash(p, `#/chats/${encodeURIComponent(jid('giulia'))}`); await p.locator('.chat-bar [aria-haspopup=menu]').click(); await p.locator('.menu-item').first().click(); await p.locator('.search-panel input').fill('the'); await p.locator('mark').first().waitFor(); },
  stranger: async (p) => { await hash(p, '#/people'); await p.locator('.request .button').last().focus(); },
  invite: async (p) => { await hash(p, '#/people'); await p.locator('.panel .bar .icon-button').last().click(); await p.locator('#tab-invite').click(); },
  'add-error': async (p) => { await hash(p, '#/people'); await p.locator('.panel .bar .icon-button').last().click(); await p.locator('.dialog input').first().fill('not an address'); await p.locator('.dialog [type=submit]').click(); await p.locator('.note-error').waitFor(); },
  offline: async (p) => { await hash(p, `#/chats/${encodeURIComponent(jid('anna'))}`); await p.context().setOffline(true); await p.locator('.connection').waitFor(); await p.locator('.composer textarea').fill('On my way'); await p.keyboard.press('Enter'); await p.locator('li.message', { hasText: 'On my way' }).last().waitFor(); },
  'settings-notifications': async (p) => { await hash(p, '#/settings/notifications'); await p.locator('.switch').first().waitFor(); },
  form: async (p) => { await hash(p, '#/settings/services'); await p.locator('.settings .action').first().click(); await p.locator('.dialog').waitFor(); },
  'settings-services': async (p) => { await hash(p, '#/settings/services'); },
};
async function hash(page, to) {
  await page.evaluate((h) => { location.hash = h; }, to);
  await page.waitForTimeout(250);
}

const only = process.env.SCREENS?.split(',');
const wanted = (name, value) => process.env[name]?.split(',').includes(value) ?? true;
for (const [size, viewport] of Object.entries({ desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 780 } })) {
  if (!wanted('SIZES', size)) continue;
  for (const theme of ['light', 'dark', 'contrast']) {
    if (!wanted('THEMES', theme)) continue;
    for (const language of theme === 'contrast' ? ['en'] : process.env.LANGUAGES?.split(',') ?? ['en', 'it']) {
      for (const page of [luca, nora, front]) {
        await page.setViewportSize(viewport);
        await page.emulateMedia(theme === 'contrast' ? { colorScheme: 'dark', forcedColors: 'active', contrast: 'more' } : { colorScheme: theme, forcedColors: 'none', contrast: 'no-preference' });
      }
      const set = { theme: 'system', language };
      await nora.evaluate((s) => localStorage.setItem('viavai.settings', JSON.stringify(s)), set);
      await luca.evaluate((s) => localStorage.setItem('viavai.settings', JSON.stringify(s)), set);
      await front.goto(world.url);
      await front.evaluate((s) => localStorage.setItem('viavai.settings', JSON.stringify(s)), set);
      const shot = async (page, name) => {
        await page.screenshot({ path: `${OUT}${name}-${size}-${theme}-${language}.png` });
        for (const fault of await axeFaults(page, web.axe)) web.faults.push(`${name} ${size} ${theme} ${language}: ${fault}`);
      };
      await front.goto(world.url);
      await front.locator('input[name=username]').waitFor();
      await shot(front, 'sign-in');
      await front.locator('input[name=username]').fill('nora');
      await front.locator('input[name=password]').fill('wrong');
      await front.locator('[type=submit]').click();
      await front.locator('.alert').waitFor();
      await shot(front, 'sign-in-error');
      for (const [name, to] of [['empty', '#/chats'], ['people-empty', '#/people']]) {
        await nora.goto(`${world.url}/${to}`);
        await nora.reload();
        await nora.locator('.empty').first().waitFor();
        await shot(nora, name);
      }
      if (token) {
        await front.goto(`${world.url}/invite/${token}`);
        await front.locator('input[name=username]').waitFor();
        await shot(front, 'sign-up');
      }
      for (const [name, path] of [['trust', '/trust'], ['recover', '/recover'], ['invite-spent', '/invite/never-made']]) {
        if (world.kind !== 'viavai') break;
        await front.goto('about:blank');
        await front.goto(`${world.url}${path}`);
        await front.locator('.front-card').waitFor();
        await front.waitForTimeout(600);
        await shot(front, name);
      }
      for (const [name, open] of Object.entries(screens)) {
        if (only && !only.includes(name)) continue;
        await luca.goto(`${world.url}/#/chats`);
        await luca.reload();
        await luca.locator('.shell').waitFor();
        try {
          await open(luca, (ms) => luca.waitForTimeout(ms));
          await luca.mouse.move(5, 400);
          await luca.waitForTimeout(450);
          await shot(luca, name);
        } catch (error) {
          console.error(`${name} ${size} ${theme} ${language}: ${String(error.message).split('\n')[0]}`);
          process.exitCode = 1;
        }
        await luca.context().setOffline(false);
      }
      console.log(`${size} ${theme} ${language}`);
    }
  }
}
await makeSheets(web.browser, OUT);
if (web.faults.length > 0) {
  console.error(web.faults.join('\n'));
  process.exitCode = 1;
}
await web.close();
await world.stop();
