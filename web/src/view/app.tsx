/** What is shown when: signing in, an invitation, or the conversations. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { signal } from '@preact/signals';
import { t } from '../i18n';
import { readRecoveryLink, type Recovery } from '../model/recovery';
import type { Registration } from '../model/registration';
import { ACCOUNT_KEY, rememberAccount, rememberedAccount, Session, type Connect } from '../model/session';
import type { Message } from '../model/types';
import type { Endpoint } from '../xmpp/discovery';
import { Jid } from '../xmpp/jid';
import { attempt, explain, go, SessionProvider } from './context';
import { Spinner, Toasts } from './dialog';
import { Logo } from './icons';
import { lazyInvitePage, lazyRecoverPage, lazyTrustPage } from './lazy';
import { announceMessage, followUnread } from './notify';
import type { RecoverPageProps } from './recover';
import { Shell } from './shell';
import { SignIn } from './signin';
import { TRUST_PATH } from './trust-hint';

export interface AppProps {
  readonly endpoint: () => Promise<Endpoint>;
  readonly connect: Connect;
  readonly register: (endpoint: Endpoint, token: string) => Registration;
  readonly recover: (endpoint: Endpoint) => Recovery;
  /** Who sent an invitation, if the server tells. */
  readonly inviter: (token: string) => Promise<string | undefined>;
}

/** Where the operator's link to a new password leads, and the address on a printed code. */
const RECOVER_PATH = '/recover';

/** The newest message, for those who listen instead of look. */
const spoken = signal('');
/** Long enough to be picked up by a screen reader. */
const SPOKEN_MILLIS = 3_000;
let quiet: ReturnType<typeof setTimeout> | undefined;

export function App({ endpoint: find, connect, register, recover, inviter }: AppProps): JSX.Element {
  const [endpoint, setEndpoint] = useState<Endpoint | undefined>(undefined);
  const [session, setSession] = useState<Session | undefined>(undefined);
  const [arrived, setArrived] = useState(false);
  const [known, setKnown] = useState<string | undefined>(undefined);
  const [reason, setReason] = useState<string | undefined>(undefined);
  const [registration, setRegistration] = useState<Registration | undefined>(undefined);
  const [recovering, setRecovering] = useState(location.pathname === RECOVER_PATH ? readRecoveryLink(location.hash) : undefined);
  const InvitePage = lazyInvitePage();

  const begin = (opened: Session): void => {
    opened.onMessage = (message: Message) => {
      spoken.value = t('chat.spoken', { name: opened.state.nameOf(message.author), text: message.body || message.file?.name || '' });
      clearTimeout(quiet);
      quiet = setTimeout(() => { spoken.value = ''; }, SPOKEN_MILLIS);
      if (opened.leads) announceMessage(opened, message);
    };
    setSession(opened);
  };

  useEffect(() => {
    const token = /^\/invite\/([^/?#]+)/.exec(location.pathname)?.[1];
    const account = rememberedAccount();
    if (account && !recovering) {
      void Session.open(account, connect).then((opened) => {
        begin(opened);
        if (token) void takeInvitation(opened, decodeURIComponent(token), inviter);
      });
      return undefined;
    }
    // Somebody signs in in another tab: come along.
    const follow = (event: StorageEvent): void => {
      if (event.key === ACCOUNT_KEY && event.newValue !== null) location.assign('/');
    };
    addEventListener('storage', follow);
    void find().then((found) => {
      setEndpoint(found);
      if (token) setRegistration(register(found, decodeURIComponent(token)));
    });
    return () => removeEventListener('storage', follow);
  }, []);

  useEffect(() => {
    if (!session) return undefined;
    const unread = followUnread(session);
    const out = session.state.signedOut.subscribe((gone) => {
      if (gone) location.assign('/');
    });
    return () => {
      unread();
      out();
    };
  }, [session]);

  const signIn = async (jid: string, password: string): Promise<void> => {
    const { url } = endpoint ?? await find();
    const opened = await Session.open({ jid, url }, connect, password);
    try {
      await opened.firstAnswer();
    } catch (problem) {
      opened.close();
      throw problem;
    }
    rememberAccount({ jid, url });
    if (location.pathname !== '/') history.replaceState(null, '', '/');
    setKnown(undefined);
    setRegistration(undefined);
    setRecovering(undefined);
    setArrived(true);
    begin(opened);
  };

  // Let in before, refused now: ask for the password again; what is kept on the device stays.
  useEffect(() => session?.state.connection.subscribe((connection) => {
    if (connection.kind !== 'refused' || connection.condition === 'conflict') return;
    session.close();
    setSession(undefined);
    setKnown(session.account.jid);
    setReason(explain(connection.condition === 'not-authorized' ? 'credentials-expired' : connection.condition, connection.text));
    void find().then(setEndpoint);
  }), [session]);

  let view: JSX.Element;
  if (location.pathname === TRUST_PATH) view = <Trust />;
  else if (session) view = <SessionProvider value={session}><Shell arrived={arrived} /></SessionProvider>;
  else if (registration && endpoint) {
    view = InvitePage
      ? <InvitePage domain={endpoint.domain} registration={registration} onCreated={signIn} onSignIn={() => {
        history.replaceState(null, '', '/');
        setRegistration(undefined);
      }} />
      : <Splash />;
  } else if (recovering && endpoint) {
    view = <Recover recovery={recover(endpoint)} link={recovering} onRecovered={signIn} onSignIn={() => {
      // who is signed in on this device stays so
      if (rememberedAccount()) location.assign('/');
      history.replaceState(null, '', '/');
      setRecovering(undefined);
    }} />;
  } else if (endpoint) {
    view = <SignIn key={known ?? ''} endpoint={endpoint} known={known} reason={reason} onSignIn={signIn}
      onForgotten={() => setRecovering({ name: Jid.read(known)?.local ?? '', code: '' })} />;
  }
  else view = <Splash />;
  return (
    <>
      {view}
      <Toasts />
      <div class="hidden" aria-live="polite">{spoken.value}</div>
    </>
  );
}

/** Who has an account already uses an invitation to know who sent it (XEP-0379). */
async function takeInvitation(session: Session, token: string, inviter: AppProps['inviter']): Promise<void> {
  history.replaceState(null, '', '/');
  const jid = await inviter(token);
  if (!jid || jid === session.account.jid) return;
  // the page has only just begun: nothing can be asked before it is let in
  const added = session.firstAnswer().then(() => session.actions.addContact(jid, '', token));
  if (await attempt(added, t('people.added', { name: session.state.nameOf(jid) }))) go({ kind: 'chats', peer: jid });
}

function Trust(): JSX.Element {
  const TrustPage = lazyTrustPage();
  return TrustPage ? <TrustPage /> : <Splash />;
}

function Recover(props: RecoverPageProps): JSX.Element {
  const RecoverPage = lazyRecoverPage();
  return RecoverPage ? <RecoverPage {...props} /> : <Splash />;
}

function Splash(): JSX.Element {
  return <main class="front" aria-busy="true"><Logo size={64} /><Spinner /></main>;
}
