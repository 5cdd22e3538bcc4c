// The server under test, the foreign site, the line between them, and a browser that finds `localhost:443` at the end of that line.
import { startBrowser, PASSWORD } from '../../../../web/test/e2e/harness.mjs';
import { startViavai } from '../../../../web/test/e2e/stage.mjs';
import { startLine, startSite } from './site.mjs';

export { PASSWORD };
export const TRANSPORTS = ['WebSocket', 'BOSH'];
export const SERVICES = { WebSocket: 'wss://localhost/ws', BOSH: 'https://localhost/bosh' };

export async function raise() {
  const site = await startSite();
  const world = await startViavai(PASSWORD, `[web]\norigins = ["${site.origin}"]\n`);
  const line = await startLine(Number(new URL(world.url).port));
  const web = await startBrowser(world, [`--host-resolver-rules=MAP localhost:443 127.0.0.1:${line.port}`]);
  return {
    world, line, web, site,
    /** A page of the foreign site, in a browser profile of its own. */
    async page(path, context) {
      const page = await (context ?? await web.browser.newContext()).newPage();
      page.setDefaultTimeout(Number(process.env.E2E_TIMEOUT ?? 60000));
      if (process.env.E2E_VERBOSE) page.on('console', (m) => console.log(`    [${m.type()}] ${m.text().slice(0, 400)}`));
      await page.goto(`${site.origin}/${path}`);
      return page;
    },
    async strike() {
      await web.close();
      line.stop();
      site.stop();
      await world.stop();
    },
  };
}

/** Until `text` was heard by a page of Strophe. */
export const hears = (page, text) => page.waitForFunction((t) => heard.some((h) => h.includes(t)), text);
