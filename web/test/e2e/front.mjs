// Serves dist/ with the strictest policy the client must live with, and passes WebSocket and uploads on to a server behind it.
import { createServer, request as httpRequest } from 'node:http';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json', '.webmanifest': 'application/manifest+json' };
export const POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types viavai";

export async function startFront({ port, upstreams = () => ({}), domain = 'localhost' }) {
  const find = (url) => Object.entries(upstreams()).find(([prefix]) => url === prefix || url.startsWith(`${prefix}/`) || url.startsWith(`${prefix}?`));
  const sockets = new Set();
  const server = createServer(async (request, response) => {
    const url = request.url ?? '/';
    const upstream = find(url);
    if (upstream) {
      const [prefix, { port: to, path = prefix }] = upstream;
      const onward = httpRequest({ host: '127.0.0.1', port: to, method: request.method, path: path + url.slice(prefix.length), headers: { ...request.headers, host: domain } }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.writeHead(502).end());
      request.pipe(onward);
      return;
    }
    if (url === '/.well-known/host-meta.json') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ subject: `xmpp:${domain}`, links: [{ rel: 'urn:xmpp:alt-connections:websocket', href: `ws://localhost:${port}/ws` }] }));
      return;
    }
    const path = url === '/' || url.startsWith('/invite/') ? '/index.html' : normalize(url.split('?')[0]);
    try {
      const body = await readFile(join(DIST, path));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache' });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.on('upgrade', (request, socket, head) => {
    const upstream = find(request.url ?? '');
    if (!upstream) return socket.destroy();
    const [prefix, { port: to, path = prefix }] = upstream;
    const onward = connect(to, '127.0.0.1', () => {
      const headers = Object.entries({ ...request.headers, host: domain }).map(([k, v]) => `${k}: ${v}`).join('\r\n');
      onward.write(`GET ${path} HTTP/1.1\r\n${headers}\r\n\r\n`);
      if (head.length) onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    sockets.add(socket);
    socket.on('close', () => { sockets.delete(socket); onward.destroy(); });
    onward.on('close', () => socket.destroy());
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${port}`,
    /** Breaks every WebSocket, as a bad network does. */
    cut: () => { for (const s of sockets) s.destroy(); },
    stop: () => { for (const s of sockets) s.destroy(); server.closeAllConnections(); server.close(); },
  };
}
