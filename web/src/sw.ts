/** Keeps the page's own files, so that it opens without a network. Nothing else is kept: messages live in the database. */
declare const __SHELL__: readonly string[];
declare const __VERSION__: string;

interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface WorkerFetch extends WorkerEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface WorkerNotification extends WorkerEvent {
  readonly notification: Notification;
}
interface WorkerClient {
  readonly url: string;
  focus(): Promise<unknown>;
  postMessage(message: string): void;
}
interface WorkerScope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void>; matchAll(options: { type: 'window' }): Promise<readonly WorkerClient[]>; openWindow(url: string): Promise<unknown> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: WorkerEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: WorkerFetch) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: WorkerNotification) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const NAME = `viavai-${__VERSION__}`;

scope.addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll([...__SHELL__])).then(() => scope.skipWaiting()));
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((n) => n.startsWith('viavai-') && n !== NAME).map((n) => caches.delete(n))))
    .then(() => scope.clients.claim()));
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== scope.location.origin) return;
  if (request.mode === 'navigate' && (url.pathname === '/' || url.pathname === '/recover' || url.pathname.startsWith('/invite/'))) {
    // the newest page if the server is there, else the kept one
    event.respondWith(fetch(request).catch(async () => await caches.match('/') ?? Response.error()));
  } else if (__SHELL__.includes(url.pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

scope.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const target = String(event.notification.data);
  event.waitUntil(scope.clients.matchAll({ type: 'window' }).then(async (clients) => {
    const client = clients[0];
    if (!client) return scope.clients.openWindow(`/${target}`);
    client.postMessage(target);
    return client.focus();
  }));
});
