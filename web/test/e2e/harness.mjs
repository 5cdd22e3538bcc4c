// What every end-to-end test needs: a server, browsers, and a watch on policy violations and foreign requests.
import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { deflateSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { startFront } from './front.mjs';
import { startOwn } from './own.mjs';
import { freePort, startProsody } from './prosody.mjs';
import { startViavai } from './stage.mjs';

export const PASSWORD = 'correct horse 7';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required'];

/** The server under test: ours, fresh, when the test in interop runs us; else Prosody behind a small front that serves dist/. Our own takes more lines of its configuration. */
export async function startWorld(config = '') {
  if (process.env.VIAVAI_STAGE) return startViavai(PASSWORD, config);
  if (process.env.SERVER === 'viavai') return startOwn(PASSWORD, config); // built from these sources
  const port = await freePort();
  const prosody = await startProsody({ publicUrl: `http://localhost:${port}` });
  const front = await startFront({ port, upstreams: () => prosody.upstreams });
  return {
    kind: 'prosody', url: front.url, domain: 'localhost',
    addAccount: async (...names) => { for (const name of names) await prosody.addAccount(name, PASSWORD); },
    client: undefined, // other programs are only on our own stage
    invite: () => prosody.invite(),
    kill: () => prosody.kill(),
    start: () => prosody.start(),
    stop: async () => { front.stop(); await prosody.stop(); },
  };
}

/** Makes the browser trust the server's certificate as if its authority were installed: a service worker wants that. */
async function trust({ certificate }) {
  if (certificate === undefined) return [];
  const key = new X509Certificate(await readFile(certificate)).publicKey.export({ type: 'spki', format: 'der' });
  return [`--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`];
}

export async function startBrowser(world, flags = []) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, ...flags, ...await trust(world)] });
  const origin = new URL(world.url).host;
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  /** Everything that must not happen in any test. */
  const faults = [];

  async function device(options = {}) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 }, locale: 'en-GB', reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write', 'microphone', 'camera'], ...options,
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (e) => console.error(`POLICY ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`));
    });
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (/^(https?|wss?):$/.test(url.protocol) && url.host !== origin) faults.push(`foreign request ${request.url()}`);
    });
    const watch = (page) => {
      page.setDefaultTimeout(Number(process.env.E2E_TIMEOUT ?? 60000));
      page.on('console', (m) => {
        if (m.type() === 'error' && /POLICY|Content Security Policy|Trusted/.test(m.text())) faults.push(m.text());
        else if (process.env.E2E_VERBOSE) console.log(`    [${m.type()}] ${m.text()}`);
      });
      page.on('pageerror', (e) => faults.push(`error in page: ${e.stack ?? e.message}`));
      page.on('dialog', (d) => { faults.push(`dialog: ${d.message()}`); void d.dismiss(); });
      page.on('websocket', (ws) => {
        if (new URL(ws.url()).host !== origin) faults.push(`foreign socket ${ws.url()}`);
      });
    };
    context.on('page', watch);
    return context;
  }

  return { browser, device, faults, axe, close: () => browser.close() };
}

export async function signIn(page, world, name, password = PASSWORD) {
  if (page.url() === 'about:blank') await page.goto(world.url);
  await page.locator('input[name=username]').fill(name);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
}

export async function signedIn(context, world, name) {
  const page = await context.newPage();
  await signIn(page, world, name);
  await page.locator('.shell').waitFor();
  return page;
}

export async function openChat(page, jid) {
  await page.evaluate((j) => { location.hash = `#/chats/${encodeURIComponent(j)}`; }, jid);
  await page.locator('.composer').waitFor();
}

export async function say(page, text) {
  await page.locator('.composer textarea').fill(text);
  await page.keyboard.press('Enter');
}

/**
 * What would take a person a while to type: sent by a connection of its own, from a page of the origin. Each text is a body, or when it
 * begins with "<" all that is inside of a message.
 */
export async function sendMany(web, world, name, to, texts) {
  const context = await web.device();
  const page = await context.newPage();
  await page.goto(world.url);
  await page.evaluate(({ domain, user, password, to, texts }) => new Promise((resolve, reject) => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws`, 'xmpp');
    const send = (xml) => socket.send(xml);
    const open = () => send(`<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="${domain}" version="1.0"/>`);
    const client = 'xmlns="jabber:client"';
    let known = false;
    let sent = 0;
    socket.onopen = open;
    socket.onclose = () => reject(new Error('closed'));
    socket.onmessage = ({ data }) => { // only names are looked at: the page's policy lets nothing be parsed but by the client
      const [, name] = /^<(?:\w+:)?(\w+)/.exec(data);
      if (name === 'features' && !known) send(`<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${btoa(`\0${user}\0${password}`)}</auth>`);
      else if (name === 'features') send(`<iq ${client} type="set" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>`);
      else if (name === 'success') { known = true; open(); }
      else if (name === 'iq' && sent < texts.length) { // each in a millisecond of its own, as the times in the archive tell no more
        for (const now = Date.now(); Date.now() === now;);
        const text = texts[sent++];
        send(`<message ${client} type="chat" to="${to}" id="many-${Math.random()}">${text.startsWith('<') ? text : `<body>${text}</body>`}</message>`);
        send(`<iq ${client} type="get" id="ping-${sent}"><ping xmlns="urn:xmpp:ping"/></iq>`);
      } else if (name === 'iq') {
        socket.onclose = null;
        socket.close();
        resolve();
      } else if (name === 'failure' || name === 'error') reject(new Error(data));
    };
  }), { domain: world.domain, user: name, password: PASSWORD, to, texts });
  await context.close();
}

export function bubble(page, text) {
  return page.locator('li.message', { hasText: text }).last();
}

/** The accessibility faults axe-core finds, at WCAG 2 A and AA. */
export async function axeFaults(page, axe) {
  await page.evaluate(axe); // through the protocol, which the page's policy does not concern
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} ${n.failureSummary?.split('\n').slice(1).join(';').slice(0, 300)}`));
}

/** A small PNG of one colour. */
export function png(size) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(8 + body.length);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body) >>> 0, 4 + body.length);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc((size * 3 + 1) * size, 0x60);
  for (let y = 0; y < size; y++) rows[y * (size * 3 + 1)] = 0;
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
function crc(bytes) {
  let c = -1;
  for (const b of bytes) { c ^= b; for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1; }
  return ~c;
}
