// A Prosody of our own for the tests, from Debian's package, in a folder of its own on free ports. Used when no other server is named.
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export async function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

export async function startProsody({ publicUrl }) {
  const dir = await mkdtemp(join(tmpdir(), 'viavai-prosody-'));
  const [http, c2s] = [await freePort(), await freePort()];
  await mkdir(join(dir, 'data'));
  const config = join(dir, 'prosody.cfg.lua');
  await writeFile(config, `
run_as_root = true
pidfile = "${dir}/prosody.pid"
data_path = "${dir}/data"
interfaces = { "127.0.0.1" }
c2s_ports = { ${c2s} }
s2s_ports = {}
c2s_direct_tls_ports = {}
http_ports = { ${http} }
https_ports = {}
http_interfaces = { "127.0.0.1" }
http_external_url = "${publicUrl}/"
consider_websocket_secure = true
consider_bosh_secure = true
c2s_require_encryption = false
authentication = "internal_hashed"
storage = "internal"
log = { { levels = { min = "${process.env.PROSODY_LOG ?? 'warn'}" }, to = "file", filename = "${dir}/log" } }
modules_enabled = { "roster", "saslauth", "disco", "posix", "websocket", "smacks", "mam", "carbons", "csi", "blocklist", "vcard_legacy", "pep", "private", "ping", "time", "version",
  "register", "register_ibr", "invites", "invites_register", "invites_adhoc", "adhoc", "uptime" }
modules_disabled = { "s2s", "tls", "bosh" }
smacks_hibernation_time = 300
smacks_max_unacked_stanzas = 0
default_archive_policy = true
archive_expires_after = "never"
max_archive_query_results = 500
allow_registration = true
registration_invite_only = true
allow_user_invites = true
allow_contact_invites = true
VirtualHost "localhost"
  admins = { "admin@localhost" }
Component "upload.localhost" "http_file_share"
  http_host = "localhost"
  http_file_share_size_limit = 10 * 1024 * 1024
`);
  let child;
  const start = async () => {
    child = spawn('prosody', ['--config', config, '-F'], { stdio: 'ignore' });
    for (let i = 0; i < 100; i++) {
      const up = await fetch(`http://127.0.0.1:${http}/`).then(() => true, () => false);
      if (up) return;
      await new Promise((r) => setTimeout(r, 100));
    }
    throw new Error('Prosody did not start');
  };
  process.on('exit', () => child?.kill('SIGKILL')); // not left behind when a test fails
  const ctl = (...args) => run('prosodyctl', ['--config', config, '--root', ...args]);
  await start();
  return {
    http, dir,
    upstreams: { '/ws': { port: http, path: '/xmpp-websocket' }, '/file_share': { port: http } },
    addAccount: (name, password) => ctl('register', name, 'localhost', password),
    invite: async () => {
      const { stdout } = await ctl('mod_invites', 'generate', 'localhost');
      return /preauth=([\w-]+)/.exec(stdout)?.[1] ?? /([\w-]{20,})/.exec(stdout)[1];
    },
    kill: () => new Promise((resolve) => {
      child.on('exit', resolve);
      child.kill('SIGKILL');
    }),
    start,
    stop: async () => {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      await rm(dir, { recursive: true, force: true });
    },
  };
}
