// What the client costs: the first painting of a warm start, the trips a login takes, scrolling through a long conversation, memory.
//   npm run bench                  against Debian's Prosody
//   LATENCY=100 npm run bench      every message from and to the server takes that many milliseconds
import { startBrowser, startWorld, signedIn } from '../e2e/harness.mjs';

const MESSAGES = Number(process.env.MESSAGES ?? 10_000);
const CHATS = Number(process.env.CHATS ?? 300);
const LATENCY = Number(process.env.LATENCY ?? 100);
const RUNS = Number(process.env.RUNS ?? 5);

const world = await startWorld();
const web = await startBrowser(world);
const name = `bench${Math.random().toString(36).slice(2, 6)}`;
await world.addAccount(name);
const jid = `${name}@${world.domain}`;
const context = await web.device();
const page = await signedIn(context, world, name);
await page.waitForTimeout(1500);

// A long life in the database: one conversation of MESSAGES, and CHATS others.
await page.evaluate(async ({ jid, domain, MESSAGES, CHATS }) => {
  const open = (n) => new Promise((done, failed) => { const r = indexedDB.open(n); r.onsuccess = () => done(r.result); r.onerror = () => failed(r.error); });
  const db = await open(`viavai:${jid}`);
  const words = 'the path by the lake is open again and we take the early train with bread cheese coffee and an old map of the mountains'.split(' ');
  const day = 86_400_000;
  const begin = Date.now() - 400 * day;
  const peer = `giulia@${domain}`;
  const conversation = (p, last) => ({ peer: p, last, unread: 0, readAt: last.at, peerReadAt: last.at, pinned: false, muted: false, archived: false, draft: '', complete: true, activeAt: last.at });
  const message = (p, i, at) => {
    const outgoing = i % 3 === 0;
    return { key: `k${p}${i}`, peer: p, at, seq: i, outgoing, author: outgoing ? jid : p, ids: [`i${p}${i}`], archiveId: `a${p}${i}`, status: outgoing ? 'sent' : 'received',
      body: Array.from({ length: 2 + (i * 7) % 40 }, (_, n) => words[(i + n * 5) % words.length]).join(' ') + (i % 50 === 0 ? ' https://example.org/ *strong*' : ''), refs: [`${p}\ni${p}${i}`] };
  };
  for (let from = 0; from < MESSAGES; from += 2000) {
    const t = db.transaction(['messages', 'conversations'], 'readwrite');
    let last;
    for (let i = from; i < Math.min(from + 2000, MESSAGES); i++) t.objectStore('messages').put(last = message(peer, i, begin + i * (399 * day / MESSAGES)));
    t.objectStore('conversations').put(conversation(peer, last));
    if (from === 0) {
      for (let c = 0; c < CHATS; c++) {
        const m = message(`person${c}@${domain}`, 0, begin + c * day);
        t.objectStore('messages').put(m);
        t.objectStore('conversations').put(conversation(m.peer, m));
      }
    }
    await new Promise((done) => { t.oncomplete = done; });
  }
  db.close();
}, { jid, domain: world.domain, MESSAGES, CHATS });
await page.close(); // says goodbye; the next tab logs in by token
await new Promise((r) => setTimeout(r, 500));

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const percentile = (list, p) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * p))];

// Warm start: when the list is there, and when the server has let us in. Every frame is held back by LATENCY each way.
async function warmStart(hash = '') {
  const tab = await context.newPage();
  await tab.addInitScript((latency) => {
    globalThis.bench = { sent: [], got: [] };
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (data) {
      bench.sent.push([performance.now(), String(data).slice(0, 60)]);
      setTimeout(() => { if (this.readyState === 1) send.call(this, data); }, latency);
    };
    const { set, get } = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onmessage');
    Object.defineProperty(WebSocket.prototype, 'onmessage', { get, set(f) {
      set.call(this, f && ((e) => setTimeout(() => { bench.got.push([performance.now(), String(e.data).slice(0, 400)]); f.call(this, e); }, latency)));
    } });
    const seen = new MutationObserver(() => {
      if (document.querySelectorAll('a.row').length < 10) return;
      seen.disconnect();
      requestAnimationFrame(() => setTimeout(() => { bench.painted = performance.now(); }));
    });
    seen.observe(document, { childList: true, subtree: true });
  }, LATENCY);
  await tab.goto(`${world.url}/${hash}`);
  await tab.waitForFunction(() => globalThis.bench.painted && bench.got.some(([, x]) => /<success|<resumed/.test(x)));
  const result = await tab.evaluate(() => {
    const success = bench.got.find(([, x]) => /<success/.test(x));
    const before = bench.sent.filter(([at]) => at < success[0]);
    return { painted: bench.painted, socket: before[0][0], firstAnswer: bench.got[0][0], loggedIn: success[0], frames: before.map(([, x]) => /<(\w+)/.exec(x)[1]), unheard: before.filter(([at]) => at < bench.got[0][0]).length, resumed: /<resumed/.test(success[1]) };
  });
  return { tab, ...result };
}

const starts = [];
for (let i = 0; i < RUNS; i++) {
  const { tab, ...start } = await warmStart();
  starts.push(start);
  await tab.close();
  await new Promise((r) => setTimeout(r, 300));
}
const ms = (f) => Math.round(median(starts.map(f)));
console.log(`warm start, ${CHATS + 1} conversations, ${LATENCY} ms each way, median of ${RUNS}:`);
console.log(`  list painted after ${ms((s) => s.painted)} ms; first answer of the server after ${ms((s) => s.firstAnswer)} ms; logged in after ${ms((s) => s.loggedIn)} ms`);
console.log(`  sent until logged in: ${starts[0].frames.join(', ')}; ${starts[0].unheard} of them before the first answer (${Math.round(median(starts.map((s) => (s.loggedIn - s.socket) / (2 * LATENCY || 1))) * 10) / 10} round trips of ${2 * LATENCY} ms)`);

// Scrolling: from the newest message to the first, a screen of wheel turns every frame.
const { tab } = await warmStart(`#/chats/${encodeURIComponent(`giulia@${world.domain}`)}`);
await tab.locator('li.message').nth(20).waitFor();
await tab.waitForTimeout(500);
const cdp = await context.newCDPSession(tab);
const heap = async () => {
  for (let i = 0; i < 4; i++) { // what page and engine hold of each other goes in several rounds
    await cdp.send('HeapProfiler.collectGarbage');
    await tab.waitForTimeout(150);
  }
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  const { nodes } = await cdp.send('Memory.getDOMCounters');
  return `${(usedSize / 1e6).toFixed(1)} MB of heap, ${nodes} nodes`;
};
console.log(`conversation of ${MESSAGES} messages open: ${await heap()}`);
// What the page itself does in a frame, in processor time of its main thread: what else runs on the machine does not count.
const tracing = await web.browser.newBrowserCDPSession();
const events = [];
tracing.on('Tracing.dataCollected', ({ value }) => { for (const e of value) if (e.name === 'RunTask' || e.name === 'FireAnimationFrame' || e.name === 'Paint' || e.name === 'Layout' || e.name === 'FunctionCall') events.push(e); });
await tracing.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'] } });
const scroll = await tab.evaluate(() => new Promise((done) => {
  const box = document.querySelector('.scroller');
  const frames = [];
  let before = performance.now();
  let still = 0;
  let travelled = 0;
  const step = (now) => {
    frames.push(now - before);
    before = now;
    const top = box.scrollTop;
    box.scrollTop = top - 120;
    travelled += Math.min(top, 120);
    still = top === 0 ? still + 1 : 0;
    if (still > 90 || frames.length > 20_000) done({ frames: frames.slice(1), travelled, beginning: document.querySelector('.beginning') !== null, shown: document.querySelectorAll('li.message').length });
    else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}));
const { frames } = scroll;
const traced = new Promise((done) => { tracing.once('Tracing.tracingComplete', done); });

await tracing.send('Tracing.end');
await traced;
const { pid, tid } = events.find((e) => e.name === 'FireAnimationFrame');
const mine = events.filter((e) => e.pid === pid && e.tid === tid).sort((a, b) => a.ts - b.ts);
const begins = mine.filter((e) => e.name === 'FireAnimationFrame').map((e) => e.ts).filter((ts, i, all) => i === 0 || ts - all[i - 1] > 4000); // several callbacks, one frame
const work = begins.map(() => 0);
let at = 0;
for (const { name, ts, dur = 0, tdur = 0 } of mine) {
  if (name !== 'RunTask') continue;
  while (at + 1 < begins.length && begins[at + 1] < ts + dur) at++;
  work[at] += tdur / 1000;
}
const cpu = (name) => (mine.filter((e) => e.name === name).reduce((sum, e) => sum + (e.tdur ?? 0), 0) / 1000 / work.length).toFixed(2);
const late = frames.filter((f) => f > 34).length;
console.log(`scrolled ${Math.round(scroll.travelled)} px to ${scroll.beginning ? 'the first message' : 'NOT the first message'} in ${frames.length} frames: median ${median(frames).toFixed(1)} ms, 95 % ${percentile(frames, 0.95).toFixed(1)}, 99 % ${percentile(frames, 0.99).toFixed(1)}, longest ${Math.max(...frames).toFixed(0)}; ${(100 * late / frames.length).toFixed(2)} % above 34 ms`);
console.log(`the page's own work in a frame: median ${median(work).toFixed(1)} ms, 95 % ${percentile(work, 0.95).toFixed(1)}, 99 % ${percentile(work, 0.99).toFixed(1)}, longest ${Math.max(...work).toFixed(0)}; ${(100 * work.filter((w) => w > 16).length / work.length).toFixed(2)} % above 16 ms; on average script ${cpu('FunctionCall')}, layout ${cpu('Layout')}, paint ${cpu('Paint')}`);
console.log(`after it: ${await heap()}, ${scroll.shown} messages in the page`);
if (web.faults.length > 0) {
  console.error(web.faults.join('\n'));
  process.exitCode = 1;
}
await web.close();
await world.stop();
