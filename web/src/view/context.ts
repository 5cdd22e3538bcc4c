/** What every part of the screen can reach: the session, where we are, and how to tell the person something. */
import { signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { t, type Key } from '../i18n';
import { ActionError } from '../model/actions';
import type { Session } from '../model/session';

const SessionContext = createContext<Session | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('no session here');
  return session;
}

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'info' | 'error';
}

export const toasts = signal<readonly Toast[]>([]);
let nextToast = 0;

export function say(text: string, tone: Toast['tone'] = 'info'): void {
  const toast = { id: nextToast++, text, tone };
  toasts.value = [...toasts.value.slice(-2), toast];
  setTimeout(() => { toasts.value = toasts.value.filter((x) => x.id !== toast.id); }, tone === 'error' ? 8000 : 4000);
}

const PROBLEMS: Readonly<Record<string, Key>> = {
  'not-authorized': 'error.password',
  'credentials-expired': 'error.expired',
  'account-disabled': 'error.disabled',
  'no-mechanism': 'error.noSafeLogin',
  'server-not-trusted': 'error.notTrusted',
  'host-unknown': 'error.hostUnknown',
  conflict: 'error.conflict',
  unreachable: 'error.unreachable',
  disconnected: 'error.offline',
  timeout: 'error.timeout',
  'jid-malformed': 'error.address',
  'own-address': 'error.ownAddress',
  'remote-server-not-found': 'error.noSuchServer',
  'remote-server-timeout': 'error.noSuchServer',
  'item-not-found': 'error.notFound',
  'feature-not-implemented': 'error.notSupported',
  'service-unavailable': 'error.notSupported',
  'not-allowed': 'error.notAllowed',
  forbidden: 'error.notAllowed',
  'resource-constraint': 'error.busy',
  'policy-violation': 'error.busy',
  'too-large': 'error.tooLarge',
  'file-refused': 'error.fileRefused',
  quota: 'error.quota',
  'storage-full': 'error.storageFull',
  'no-upload': 'error.noUpload',
  upload: 'error.upload',
  interrupted: 'error.upload',
};

/** What went wrong, in words that say what to do. */
export function explain(condition: string, text = ''): string {
  const key = PROBLEMS[condition];
  return key ? t(key) : text || t('error.other', { condition });
}

/** Runs what the person asked for and tells them if it could not be done. True when it was. */
export async function attempt(work: Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await work;
    if (done) say(done);
    return true;
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    say(explain(error.condition, error.text), 'error');
    return false;
  }
}

/** Where we are. The address bar holds it, so that Back works and a tab can be reopened. */
export type Place =
  | { readonly kind: 'chats'; readonly peer: string | undefined; readonly message?: string }
  | { readonly kind: 'people' }
  | { readonly kind: 'settings'; readonly section: string | undefined };

export const place = signal<Place>({ kind: 'chats', peer: undefined });

export function readPlace(hash: string): Place {
  const [kind = '', argument = '', message] = hash.replace(/^#\/?/, '').split('/').map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return '';
    }
  });
  if (kind === 'people') return { kind: 'people' };
  if (kind === 'settings') return { kind: 'settings', section: argument || undefined };
  return { kind: 'chats', peer: argument || undefined, ...(message && { message }) };
}

export function hrefOf(to: Place): string {
  switch (to.kind) {
    case 'chats':
      return `#/chats${to.peer ? `/${encodeURIComponent(to.peer)}${to.message ? `/${to.message}` : ''}` : ''}`;
    case 'people':
      return '#/people';
    case 'settings':
      return `#/settings${to.section ? `/${to.section}` : ''}`;
  }
}

export function go(to: Place): void {
  location.hash = hrefOf(to);
}

export function followAddress(): void {
  const read = (): void => { place.value = readPlace(location.hash); };
  addEventListener('hashchange', read);
  read();
}
