/** Installs the service worker that shows the page without a network, and brings us to what a notification was about. */
import { untrusted } from './model/trust';

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

export function worker(): void {
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  if (!workers) return; // plain HTTP, or an unknown certificate
  workers.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string' && event.data.startsWith('#/')) location.hash = event.data;
  });
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  const url = types?.createPolicy('viavai', { createScriptURL: () => '/sw.js' }).createScriptURL('') ?? '/sw.js';
  addEventListener('load', () => void workers.register(url).catch((problem: unknown) => {
    untrusted.value = problem instanceof DOMException && problem.name === 'SecurityError';
  }));
}
