/** Puts the three layers together: the engine's transport under the model, the model under the screen. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import { preferred, useLanguage } from './i18n';
import { readInvited, Registration, type Invited } from './model/registration';
import { Recovery } from './model/recovery';
import type { Connect } from './model/session';
import { followSettings, settings } from './model/settings';
import { App } from './view/app';
import { followAddress } from './view/context';
import { openAccount } from './xmpp/account';
import { discover } from './xmpp/discovery';
import { webSocketTransport } from './xmpp/transport';
import { worker } from './worker';

followSettings();
followAddress();
effect(() => {
  const { theme } = settings.value;
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
});

const connect: Connect = (account, url, credentials, device) => {
  const opened = openAccount({ account, url, credentials, device, transport: webSocketTransport });
  // For those who look into a fault: localStorage['viavai.wire'] = 1 shows the stanzas in the console. Logins are left out.
  if (localStorage.getItem('viavai.wire')) {
    opened.client.on('wire', ({ direction, xml }) => { if (!/^<(authenticate|auth|response|challenge|success)/.test(xml)) console.debug(direction, xml); });
  }
  return opened;
};

/** What the server tells of an invitation, where it does. */
async function ask(token: string): Promise<Invited | undefined> {
  try {
    const response = await fetch(`/invitation/${encodeURIComponent(token)}`, { headers: { Accept: 'application/json' }, credentials: 'omit' });
    if (!response.ok || !(response.headers.get('content-type') ?? '').includes('json')) return undefined;
    const value: unknown = await response.json();
    return readInvited(value);
  } catch {
    return undefined;
  }
}

const chosen = (): Promise<void> => useLanguage(settings.value.language === 'system' ? preferred(navigator.languages) : settings.value.language);
let first = true;
effect(() => {
  const ready = chosen();
  if (!first) return;
  first = false;
  void ready.then(() => {
    render(
      <App endpoint={() => discover(location)} connect={connect} inviter={(token) => ask(token).then((invited) => invited?.inviter)}
        recover={(endpoint) => new Recovery(webSocketTransport, endpoint.url, endpoint.domain)}
        register={(endpoint, token) => new Registration(webSocketTransport, endpoint.url, endpoint.domain, token, ask)} />,
      document.getElementById('app')!,
    );
  });
});
worker();
