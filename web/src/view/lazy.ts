/** Parts of the screen that are loaded when first needed. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/**
 * Loads a part; when the server has a newer client that no longer has it, the page begins anew with that. What is typed is kept as a
 * draft, and the address says where we were.
 */
export async function fetchPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const script = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.getAttribute('src');
    const page = await fetch('/', { cache: 'no-store' }).then((answer) => (answer.ok ? answer.text() : undefined), () => undefined);
    if (page === undefined || !script || page.includes(script)) throw error;
    location.reload();
    return new Promise(() => undefined); // nothing comes after it
  }
}

const ready = new Map<string, ComponentType<never>>();

function useLazy<P>(name: string, load: () => Promise<ComponentType<P>>, wanted = true): ComponentType<P> | undefined {
  const [part, setPart] = useState<ComponentType<P> | undefined>(() => ready.get(name) as ComponentType<P> | undefined);
  useEffect(() => {
    if (part || !wanted) return;
    void fetchPart(load).then((loaded) => {
      ready.set(name, loaded as ComponentType<never>);
      setPart(() => loaded);
    });
  }, [wanted]);
  return part;
}

export const lazyQr = () => useLazy('qr', () => import('./qr').then((m) => m.Qr));
export const lazyScan = (wanted: boolean) => useLazy('scan', () => import('./scan').then((m) => m.Scan), wanted);
export const lazySettings = () => useLazy('settings', () => import('./settings').then((m) => m.SettingsView));
export const lazyInvitePage = () => useLazy('invite', () => import('./invite').then((m) => m.InvitePage));
export const lazyRecoverPage = () => useLazy('recover', () => import('./recover').then((m) => m.RecoverPage));
export const lazyTrustPage = () => useLazy('trust', () => import('./trust').then((m) => m.TrustPage));
