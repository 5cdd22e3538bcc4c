// Our own server in a folder and on ports of its own, for pictures, measurements and single tests: SERVER=viavai npm run e2e
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './prosody.mjs';

const VIAVAI = process.env.VIAVAI ?? fileURLToPath(new URL('../../../viavai', import.meta.url));

/** @param config further lines of the configuration */
export async function startOwn(password, config = '') {
  const dir = await mkdtemp(join(tmpdir(), 'viavai-own-'));
  const [c2s, tls, https, metrics] = [await freePort(), await freePort(), await freePort(), await freePort()];
  await writeFile(join(dir, 'viavai.toml'), `[listen]\nc2s = ${c2s}\nc2s_tls = ${tls}\nhttps = ${https}\nmetrics = "127.0.0.1:${metrics}"\n${config}`);
  const url = `https://localhost:${https}`;
  let log = '';
  let child;
  let gone;
  process.on('exit', () => child?.kill('SIGKILL'));

  async function start() {
    const from = log.length;
    child = spawn(VIAVAI, ['serve', '--data', dir], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { log += data; });
    gone = new Promise((resolve) => child.once('exit', resolve));
    await new Promise((resolve, reject) => {
      child.once('exit', () => reject(new Error(log)));
      const look = () => (/https|listening|ready/i.test(log.slice(from)) ? resolve() : setTimeout(look, 100));
      look();
    });
  }
  async function end(signal) {
    child.removeAllListeners('exit');
    gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }
  /** One of the operator's commands; gives what it prints. */
  function run(words, input = '') {
    return new Promise((resolve, reject) => {
      const command = spawn(VIAVAI, [...words, '--data', dir], { stdio: ['pipe', 'pipe', 'inherit'] });
      let said = '';
      command.stdout.on('data', (data) => { said += data; });
      command.on('exit', (code) => (code === 0 ? resolve(said) : reject(new Error(`${words.join(' ')}: ${code} ${said}`))));
      command.stdin.end(input);
    });
  }

  await start();
  return {
    kind: 'viavai', url, domain: 'localhost', certificate: join(dir, 'certs', 'localhost.crt'),
    addAccount: async (...names) => {
      const list = join(dir, 'accounts.txt');
      await writeFile(list, names.map((name) => `${name}@localhost\t${password}\n`).join(''), { mode: 0o600 });
      await run(['account', 'import', list]);
    },
    invite: async () => /\/invite\/([\w~.-]+)/.exec(await run(['invite']))[1],
    run: (...words) => run(words),
    log: () => Promise.resolve(log),
    client: undefined, // other programs are only on the stage of the test in interop
    kill: () => end('SIGKILL'),
    stopped: () => end('SIGTERM'),
    start,
    stop: async () => {
      await end('SIGTERM');
      await rm(dir, { recursive: true, force: true });
    },
  };
}
