// Pages of clients that nobody here wrote, from a server that is not ours, and a line to ours that can be cut.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, createServer as listen } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' };
const ROOTS = [['/strophe/', 'node_modules/strophe.js/dist'], ['/converse/', 'node_modules/converse.js/dist'], ['/', 'pages']];

const port = async (server) => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
};

/** The pages, at an origin of their own. */
export async function startSite() {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, 'http://localhost').pathname);
    const [prefix, folder] = ROOTS.find(([start]) => path.startsWith(start));
    try {
      const body = await readFile(join(HERE, folder, path.slice(prefix.length)));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  const origin = `http://localhost:${await port(server)}`;
  return { origin, stop: () => { server.closeAllConnections(); server.close(); } };
}

/** A line to a port that can be cut as networks do: without a goodbye to either side. */
export async function startLine(to) {
  const ends = new Set();
  const server = listen((near) => {
    const far = connect(to, '127.0.0.1');
    for (const [one, other] of [[near, far], [far, near]]) {
      ends.add(one);
      one.on('error', () => other.destroy()).on('close', () => { ends.delete(one); other.destroy(); });
      one.pipe(other);
    }
  });
  return {
    port: await port(server),
    cut: () => { for (const end of [...ends]) end.resetAndDestroy(); },
    stop: () => { for (const end of [...ends]) end.destroy(); server.close(); },
  };
}
