// Our own server for pictures and measurements, in a folder and on ports of its own: SERVER=viavai npm run bench
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './prosody.mjs';

const VIAVAI = fileURLToPath(new URL('../../../viavai', import.meta.url));

export async function startOwn(password) {
  const dir = await mkdtemp(join(tmpdir(), 'viavai-own-'));
  const [c2s, tls, https, metrics] = [await freePort(), await freePort(), await freePort(), await freePort()];
  await writeFile(join(dir, 'viavai.toml'), `[listen]\nc2s = ${c2s}\nc2s_tls = ${tls}\nhttps = ${https}\nmetrics = "127.0.0.1:${metrics}"\n`);
  const url = `https://localhost:${https}`;
  const log = [];
  const child = spawn(VIAVAI, ['serve', '--data', dir], { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => log.push(String(data)));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  process.on('exit', () => child.kill('SIGKILL'));
  await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(log.join(''))));
    const look = () => (/https|listening|ready/i.test(log.join('')) ? resolve() : setTimeout(look, 100));
    look();
  });
  return {
    kind: 'viavai', url, domain: 'localhost', certificate: join(dir, 'certs', 'localhost.crt'),
    async addAccount(name) {
      await new Promise((resolve, reject) => {
        const add = spawn(VIAVAI, ['account', 'add', '--password-stdin', '--data', dir, `${name}@localhost`], { stdio: ['pipe', 'ignore', 'inherit'] });
        add.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`account add: ${code}`))));
        add.stdin.end(`${password}\n`);
      });
    },
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
      await rm(dir, { recursive: true, force: true });
    },
  };
}
