// Strophe, of the site's own origin, over both transports.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bubble, openChat, say, signedIn } from '../../../../web/test/e2e/harness.mjs';
import { hears, PASSWORD, raise, SERVICES, TRANSPORTS } from './stage.mjs';

let stage;
before(async () => { stage = await raise(); });
after(() => stage.strike());

async function strophe(service, name, context) {
  const page = await stage.page('strophe.html', context);
  const login = await page.evaluate(([s, j, p]) => logIn(s, j, p), [service, `${name}@localhost`, PASSWORD]);
  return { page, ...login };
}

for (const transport of TRANSPORTS) {
  const service = SERVICES[transport];
  const [romeo, juliet, nurse] = ['romeo', 'juliet', 'nurse'].map((name) => `${name}-${transport.toLowerCase()}`);

  test(`${transport}: SCRAM, roster, presence and chat, each way`, async () => {
    await stage.world.addAccount(romeo, juliet, nurse);
    const one = await strophe(service, romeo);
    assert.match(one.mechanism, /^SCRAM-SHA-/);
    assert.match(one.jid, new RegExp(`^${romeo}@localhost/`));
    const other = await strophe(service, juliet);
    await one.page.evaluate(() => appear());
    await other.page.evaluate(() => appear());
    await one.page.evaluate((jid) => befriend(jid), `${juliet}@localhost`);
    await hears(other.page, `subscribe ${romeo}@localhost`);
    await other.page.evaluate((jid) => accept(jid), `${romeo}@localhost`);
    await hears(one.page, `available ${other.jid}`);
    assert.match(await one.page.evaluate(() => roster()), new RegExp(`jid="${juliet}@localhost"[^>]*subscription="to"|subscription="to"[^>]*jid="${juliet}@localhost"`));
    await one.page.evaluate(([to, text]) => say(to, text), [`${juliet}@localhost`, 'one & <two>']);
    await hears(other.page, 'one & <two>');
    await other.page.evaluate(([to, text]) => say(to, text), [`${romeo}@localhost`, 'and back']);
    await hears(one.page, 'and back');
    await other.page.evaluate(() => logOut());
    await hears(one.page, `unavailable ${other.jid}`);
    await one.page.context().close();
    await other.page.context().close();
  });

  test(`${transport}: chat with our web client, copies to the other device, what was missed from the archive`, async () => {
    const web = await signedIn(await stage.web.device(), stage.world, nurse);
    const one = await strophe(service, romeo);
    const twin = await strophe(service, romeo);
    await twin.page.evaluate(() => carbons());
    await one.page.evaluate(() => appear());
    await one.page.evaluate(([to, text]) => say(to, text), [`${nurse}@localhost`, 'from Strophe']);
    await hears(twin.page, 'from Strophe');
    await openChat(web, `${romeo}@localhost`);
    await bubble(web, 'from Strophe').waitFor();
    await say(web, 'from our web client');
    await hears(one.page, 'from our web client');
    await one.page.context().close();
    await twin.page.evaluate(() => logOut());
    await twin.page.context().close();
    await say(web, 'nobody was there');
    const later = await strophe(service, romeo);
    await later.page.evaluate(() => archive());
    await hears(later.page, 'nobody was there');
    await later.page.context().close();
    await web.context().close();
  });

  test(`${transport}: a line that is cut loses nothing`, async () => {
    const one = await strophe(service, romeo);
    const other = await strophe(service, juliet);
    await one.page.evaluate(() => appear());
    await other.page.evaluate(() => appear());
    if (transport === 'BOSH') { // the session goes on over new connections: each lost request is sent again
      for (let n = 1; n <= 5; n++) {
        stage.line.cut();
        await other.page.evaluate(([to, text]) => say(to, text), [`${romeo}@localhost`, `cut ${n}.`]);
        await hears(one.page, `cut ${n}.`);
      }
      assert.equal(await one.page.evaluate(() => heard.filter((h) => h === 'cut 1.').length), 1);
    } else {
      stage.line.cut();
      await stage.world.client('SLIXMPP', nurse).then(async (third) => {
        await third.send(romeo, 'while it was cut');
        await third.close();
      });
      await one.page.evaluate(([s, j, p]) => logIn(s, j, p), [service, one.jid, PASSWORD]);
      await hears(one.page, 'while it was cut');
    }
    await one.page.context().close();
    await other.page.context().close();
  });
}

test('a page of an origin that is not in the list may use neither', async () => {
  const page = await stage.page('strophe.html');
  await page.goto(`${stage.site.origin.replace('localhost', '127.0.0.1')}/strophe.html`);
  await assert.rejects(page.evaluate(([s, j, p]) => logIn(s, j, p), [SERVICES.WebSocket, 'romeo@localhost', PASSWORD]));
  // Strophe would try BOSH again for minutes
  await assert.rejects(page.evaluate((s) => fetch(s, { method: 'POST', body: '' }), SERVICES.BOSH));
  await page.context().close();
});
