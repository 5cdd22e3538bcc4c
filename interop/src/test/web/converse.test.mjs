// Converse as a site would run it, found by host-meta over WebSocket and told of BOSH, driven through its page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bubble, openChat, say, signedIn } from '../../../../web/test/e2e/harness.mjs';
import { hears, PASSWORD, raise, SERVICES, TRANSPORTS } from './stage.mjs';

let stage;
before(async () => { stage = await raise(); });
after(() => stage.strike());

/** WebSocket is found by itself (XEP-0156), at another origin; BOSH must be named, as Converse would take the other. */
const OPTIONS = { WebSocket: { discover_connection_methods: true }, BOSH: { discover_connection_methods: false, bosh_service_url: SERVICES.BOSH } };

async function converse(transport, name, context) {
  const options = encodeURIComponent(JSON.stringify({ jid: `${name}@localhost`, password: PASSWORD, ...OPTIONS[transport] }));
  const page = await stage.page(`converse.html#${options}`, context);
  await page.waitForFunction(() => window.door?.api.connection.connected());
  return page;
}

async function chat(page, jid) {
  await page.evaluate((j) => window.door.api.waitUntil('chatBoxesFetched').then(() => window.door.api.chats.open(j, {}, true)), jid);
  await page.locator('textarea.chat-textarea').last().waitFor();
}

async function write(page, text) {
  const box = page.locator('textarea.chat-textarea').last();
  await box.fill(text);
  await box.press('Enter');
}

const shown = (page, text) => page.locator('.chat-msg__text', { hasText: text }).last().waitFor();

for (const transport of TRANSPORTS) {
  const [romeo, juliet, nurse] = ['romeo', 'juliet', 'nurse'].map((name) => `${name}-c${transport.toLowerCase()}`);

  test(`${transport}: Converse chats with our web client and Strophe, each way, and its other device sees it`, async () => {
    await stage.world.addAccount(romeo, juliet, nurse);
    const sockets = [];
    const context = await stage.web.browser.newContext();
    context.on('page', (p) => p.on('websocket', (ws) => sockets.push(ws.url())));
    const page = await converse(transport, romeo, context);
    assert.equal(sockets.some((url) => url.startsWith('wss://localhost/ws')), transport === 'WebSocket');
    const web = await signedIn(await stage.web.device(), stage.world, juliet);
    await chat(page, `${juliet}@localhost`);
    await write(page, 'from Converse');
    await openChat(web, `${romeo}@localhost`);
    await bubble(web, 'from Converse').waitFor();
    await say(web, 'from our web client');
    await shown(page, 'from our web client');
    const twin = await signedIn(await stage.web.device(), stage.world, romeo); // the same account
    await openChat(twin, `${juliet}@localhost`);
    await bubble(twin, 'from our web client').waitFor();
    await say(twin, 'from the other device'); // a carbon for Converse
    await shown(page, 'from the other device');
    const strophe = await stage.page('strophe.html');
    await strophe.evaluate(([s, j, p]) => logIn(s, j, p).then(appear), [SERVICES[transport], `${nurse}@localhost`, PASSWORD]);
    await chat(page, `${nurse}@localhost`);
    await write(page, 'Converse to Strophe');
    await hears(strophe, 'Converse to Strophe');
    await strophe.evaluate(([to, text]) => window.say(to, text), [`${romeo}@localhost`, 'Strophe to Converse']);
    await shown(page, 'Strophe to Converse');
    for (const one of [page, web, twin, strophe]) await one.context().close();
  });

  test(`${transport}: what came while Converse was away is fetched from the archive`, async () => {
    const context = await stage.web.browser.newContext();
    const before = await converse(transport, romeo, context);
    await before.close();
    const web = await signedIn(await stage.web.device(), stage.world, juliet);
    await openChat(web, `${romeo}@localhost`);
    await say(web, 'while Converse was away');
    await bubble(web, 'while Converse was away').waitFor();
    const page = await converse(transport, romeo, context);
    await chat(page, `${juliet}@localhost`);
    await shown(page, 'while Converse was away');
    await context.close();
    await web.context().close();
  });

  test(`${transport}: a line that is cut comes back by itself and loses nothing`, async () => {
    const page = await converse(transport, romeo);
    await chat(page, `${nurse}@localhost`);
    const third = await stage.world.client('SLIXMPP', nurse);
    await third.send(romeo, 'before the cut');
    await shown(page, 'before the cut');
    stage.line.cut();
    await third.send(romeo, 'after the cut');
    await shown(page, 'after the cut');
    assert.equal(await page.locator('.chat-msg__text', { hasText: 'after the cut' }).count(), 1);
    await third.close();
    await page.context().close();
  });
}
