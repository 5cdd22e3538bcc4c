/** The page an invitation leads to: make an account, and one's first contact with it. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { ActionError } from '../model/actions';
import type { Invited, Registration } from '../model/registration';
import { explain } from './context';
import { Empty, Spinner, TextField } from './dialog';
import { Icon, Logo } from './icons';

export interface InvitePageProps {
  readonly domain: string;
  readonly registration: Registration;
  readonly onCreated: (jid: string, password: string) => Promise<void>;
  readonly onSignIn: () => void;
}

/** Shortest password taken here. The server may ask for more. */
const MIN_PASSWORD = 8;

type Step = { readonly kind: 'checking' } | { readonly kind: 'open'; readonly invited: Invited } | { readonly kind: 'closed'; readonly reason: string };

export function InvitePage({ domain, registration, onCreated, onSignIn }: InvitePageProps): JSX.Element {
  const [step, setStep] = useState<Step>({ kind: 'checking' });
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const [nameError, setNameError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    void registration.check().then(
      (invited) => {
        setName(invited.name ?? '');
        setStep({ kind: 'open', invited });
      },
      (problem: unknown) => {
        if (!(problem instanceof ActionError)) throw problem;
        setStep({ kind: 'closed', reason: problem.condition });
      },
    );
  }, [registration]);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (password.length < MIN_PASSWORD) {
      setError(t('invite.shortPassword', { count: MIN_PASSWORD }));
      return;
    }
    setBusy(true);
    setError(undefined);
    setNameError(undefined);
    try {
      const jid = await registration.create(name.trim(), password);
      await onCreated(jid, password);
    } catch (problem) {
      if (!(problem instanceof ActionError)) throw problem;
      if (problem.condition === 'conflict') setNameError(t('invite.taken'));
      else if (problem.condition === 'jid-malformed' || problem.condition === 'not-acceptable') setNameError(problem.text || t('error.name'));
      else setError(explain(problem.condition, problem.text));
      setBusy(false);
    }
  };

  if (step.kind === 'checking') return <main class="front"><Spinner /></main>;
  if (step.kind === 'closed') {
    const spent = ['item-not-found', 'not-acceptable', 'forbidden'].includes(step.reason);
    return (
      <main class="front">
        <div class="front-card">
          <Empty icon="link" title={spent ? t('invite.spentTitle') : t('invite.problemTitle')} text={spent ? t('invite.spentText') : explain(step.reason)} />
          <button type="button" class="button button-primary button-wide" onClick={onSignIn}>{t('signin.action')}</button>
        </div>
      </main>
    );
  }
  const { inviter } = step.invited;
  const link = registration.link(step.invited);
  if (!step.invited.account) {
    return (
      <main class="front">
        <div class="front-card">
          <Logo size={64} />
          <h1>{t('invite.from', { name: inviter?.split('@')[0] ?? domain })}</h1>
          <p class="front-sub">{t('invite.contactText', { jid: inviter ?? domain })}</p>
          <a class="button button-primary button-wide" href={link}>{t('invite.openApp')}</a>
          <button type="button" class="link-button" onClick={onSignIn}>{t('invite.haveAccount')}</button>
        </div>
      </main>
    );
  }
  return (
    <main class="front">
      <form class="front-card" onSubmit={(e) => void submit(e)}>
        <Logo size={64} />
        <h1 ref={heading}>{inviter ? t('invite.from', { name: inviter.split('@')[0] ?? inviter }) : t('invite.title', { domain })}</h1>
        <p class="front-sub">{inviter ? t('invite.fromText', { jid: inviter }) : t('invite.text')}</p>
        {error && <p class="alert" role="alert">{error}</p>}
        <TextField label={t('signin.name')} name="username" value={name} onInput={(v) => { setName(v); setNameError(undefined); }} autoComplete="username" autoFocus required readOnly={step.invited.name !== undefined} suffix={`@${domain}`} error={nameError} note={t('invite.nameNote')} />
        <TextField label={t('signin.password')} name="password" type="password" value={password} onInput={setPassword} autoComplete="new-password" required note={t('invite.passwordNote', { count: MIN_PASSWORD })} />
        <button type="submit" class="button button-primary button-wide" disabled={busy || name.trim() === '' || password === ''}>{busy ? <Spinner /> : t('invite.action')}</button>
        <button type="button" class="link-button" onClick={onSignIn}>{t('invite.haveAccount')}</button>
      </form>
      <details class="front-foot other-apps">
        <summary><Icon name="device" size={16} /> {t('invite.otherApps')}</summary>
        <p>{t('invite.otherAppsText')}</p>
        <p><a href={link}>{t('invite.openApp')}</a></p>
      </details>
    </main>
  );
}
