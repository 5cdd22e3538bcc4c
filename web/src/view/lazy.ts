/** Parts of the screen that are loaded when first needed. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const ready = new Map<string, ComponentType<never>>();

function useLazy<P>(name: string, load: () => Promise<ComponentType<P>>, wanted = true): ComponentType<P> | undefined {
  const [part, setPart] = useState<ComponentType<P> | undefined>(() => ready.get(name) as ComponentType<P> | undefined);
  useEffect(() => {
    if (part || !wanted) return;
    void load().then((loaded) => {
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
