/** A forgotten password: name, code, a new password. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { ActionError } from '../model/actions';
import type { Recovery, RecoveryLink } from '../model/recovery';
import { explain } from './context';
import { Spinner, TextField } from './dialog';
import { Logo } from './icons';

export interface RecoverPageProps {
  readonly recovery: Recovery;
  readonly link: RecoveryLink;
  readonly onRecovered: (jid: string, password: string) => Promise<void>;
  readonly onSignIn: () => void;
}

/** Shortest password taken here. The server may ask for more. */
const MIN_PASSWORD = 8;

export function RecoverPage({ recovery, link, onRecovered, onSignIn }: RecoverPageProps): JSX.Element {
  const [name, setName] = useState(link.name);
  const [code, setCode] = useState(link.code);
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (password.length < MIN_PASSWORD) {
      setError(t('invite.shortPassword', { count: MIN_PASSWORD }));
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      await onRecovered(await recovery.recover(name.trim(), code.trim(), password), password);
    } catch (problem) {
      if (!(problem instanceof ActionError)) throw problem;
      if (problem.condition === 'not-authorized') setError(t('recover.wrong'));
      else if (problem.condition === 'jid-malformed') setError(t('error.name'));
      else if (problem.condition === 'feature-not-implemented') setError(t('recover.notOffered'));
      else setError(explain(problem.condition, problem.text));
      setBusy(false);
    }
  };

  return (
    <main class="front">
      <form class="front-card" onSubmit={(e) => void submit(e)}>
        <Logo size={64} />
        <h1>{t('recover.title')}</h1>
        <p class="front-sub">{t('recover.text')}</p>
        {error && <p class="alert" role="alert">{error}</p>}
        <TextField label={t('signin.name')} name="username" value={name} onInput={setName} autoComplete="username" autoFocus={link.name === ''} required suffix={name.includes('@') ? '' : `@${recovery.domain}`} />
        <TextField label={t('recover.code')} name="code" value={code} onInput={setCode} autoComplete="one-time-code" required />
        <TextField label={t('account.newPassword')} name="password" type="password" value={password} onInput={setPassword} autoComplete="new-password" autoFocus={link.name !== ''} required note={t('invite.passwordNote', { count: MIN_PASSWORD })} />
        <button type="submit" class="button button-primary button-wide" disabled={busy || name.trim() === '' || code.trim() === '' || password === ''}>{busy ? <Spinner /> : t('recover.action')}</button>
        <button type="button" class="link-button" onClick={onSignIn}>{t('recover.back')}</button>
      </form>
    </main>
  );
}
