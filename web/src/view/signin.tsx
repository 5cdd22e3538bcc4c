/** Name and password; the domain is that of the page. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { ActionError } from '../model/actions';
import { Jid } from '../xmpp/jid';
import type { Endpoint } from '../xmpp/discovery';
import { explain } from './context';
import { Spinner, TextField } from './dialog';
import { Logo } from './icons';
import { TrustHint } from './trust-hint';

export interface SignInProps {
  readonly endpoint: Endpoint;
  /** Who was signed in before, to be let in again. */
  readonly known: string | undefined;
  readonly reason: string | undefined;
  readonly onSignIn: (jid: string, password: string) => Promise<void>;
  readonly onForgotten: () => void;
}

export function SignIn({ endpoint, known, reason, onSignIn, onForgotten }: SignInProps): JSX.Element {
  const knownJid = Jid.read(known);
  const foreign = knownJid !== undefined && knownJid.domain !== endpoint.domain;
  const [advanced, setAdvanced] = useState(foreign);
  const [name, setName] = useState(foreign ? known! : knownJid?.local ?? '');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string | undefined>(reason);
  const [busy, setBusy] = useState(false);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const typed = name.trim();
    const jid = Jid.read(typed.includes('@') ? typed : `${typed}@${endpoint.domain}`);
    if (!jid || jid.local === '') {
      setError(t('error.name'));
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      await onSignIn(jid.bare.toString(), password);
    } catch (problem) {
      if (!(problem instanceof ActionError)) throw problem;
      setError(explain(problem.condition, problem.text));
      setBusy(false);
    }
  };

  return (
    <main class="front">
      <form class="front-card" onSubmit={(e) => void submit(e)}>
        <Logo size={64} />
        <h1>{known ? t('signin.back') : t('signin.title')}</h1>
        <p class="front-sub">{t('signin.at', { domain: endpoint.domain })}</p>
        {error && <p class="alert" role="alert">{error}</p>}
        {advanced
          ? <TextField key="full" label={t('signin.address')} name="username" value={name} onInput={setName} autoComplete="username" autoFocus required placeholder={`name@${endpoint.domain}`} />
          : <TextField key="name" label={t('signin.name')} name="username" value={name} onInput={setName} autoComplete="username" autoFocus={!known} required suffix={name.includes('@') ? '' : `@${endpoint.domain}`} />}
        <TextField label={t('signin.password')} name="password" type="password" value={password} onInput={setPassword} autoComplete="current-password" autoFocus={known !== undefined} required />
        <button type="submit" class="button button-primary button-wide" disabled={busy || name.trim() === '' || password === ''}>{busy ? <Spinner /> : t('signin.action')}</button>
        <button type="button" class="link-button" onClick={onForgotten}>{t('signin.forgotten')}</button>
        <button type="button" class="link-button" aria-expanded={advanced} onClick={() => setAdvanced(!advanced)}>{t(advanced ? 'signin.simple' : 'signin.advanced')}</button>
        {!isSecureContext && <p class="note">{t('signin.insecure')}</p>}
        <TrustHint />
      </form>
      <p class="front-foot">{t('signin.noAccount')}</p>
    </main>
  );
}
