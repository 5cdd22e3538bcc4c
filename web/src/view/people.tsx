/** Contacts, requests, and finding new people. */
import type { JSX } from 'preact';
import { lazyQr, lazyScan } from './lazy';
import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { ActionError, type Invitation } from '../model/actions';
import { folded } from '../model/store';
import type { ContactRequest } from '../model/types';
import { Jid } from '../xmpp/jid';
import { readXmppUri } from '../xmpp/registration';
import { Avatar } from './avatar';
import { BlockDialog } from './block';
import { attempt, explain, go, say, useSession } from './context';
import { CopyButton, CopyLine } from './copy';
import { Dialog, Empty, Spinner, TextField } from './dialog';
import { dateAndTime } from './format';
import { Icon } from './icons';
import { presenceText, showOf } from './presence';

export function People({ onAdd }: { onAdd: () => void }): JSX.Element {
  const { state, actions } = useSession();
  const [query, setQuery] = useState('');
  const needle = folded(query.trim());
  const contacts = [...state.contacts.value.values()]
    .map((c) => ({ ...c, shown: state.nameOf(c.jid) }))
    .filter((c) => needle === '' || folded(c.shown).includes(needle) || c.jid.includes(needle))
    .sort((a, b) => a.shown.localeCompare(b.shown));
  const online = contacts.filter((c) => state.presences.value.has(c.jid));
  const others = contacts.filter((c) => !state.presences.value.has(c.jid));
  const open = (jid: string): void => {
    void actions.openConversation(jid).catch(() => undefined);
    go({ kind: 'chats', peer: jid });
  };
  const section = (title: string, list: typeof contacts): JSX.Element | null => (list.length === 0 ? null : (
    <>
      <h2 class="section-title">{title}</h2>
      <ul class="rows" aria-label={title}>
        {list.map((c) => (
          <li key={c.jid}>
            <button type="button" class="row" onClick={() => open(c.jid)}>
              <Avatar jid={c.jid} size={44} show={showOf(state, c.jid)} />
              <span class="row-text"><span class="row-name">{c.shown}</span><span class="row-preview">{presenceText(state, c.jid)}</span></span>
            </button>
          </li>
        ))}
      </ul>
    </>
  ));
  return (
    <div class="panel">
      <header class="bar">
        <h1>{t('nav.people')}</h1>
        <span class="grow" />
        <button type="button" class="icon-button" aria-label={t('people.add')} onClick={onAdd}><Icon name="personAdd" /></button>
      </header>
      <div class="panel-search">
        <div class="search-box"><Icon name="search" size={18} />
          <input type="search" value={query} placeholder={t('people.search')} aria-label={t('people.search')} onInput={(e) => setQuery(e.currentTarget.value)} />
        </div>
      </div>
      <div class="panel-scroll">
        {state.requests.value.length > 0 && (
          <>
            <h2 class="section-title">{t('people.requestsTitle')}</h2>
            <ul class="requests">{state.requests.value.map((r) => <Request key={r.jid} request={r} />)}</ul>
          </>
        )}
        {section(t('people.online', { count: online.length }), online)}
        {section(online.length > 0 ? t('people.others') : t('people.all'), others)}
        {contacts.length === 0 && (needle === ''
          ? <Empty icon="people" title={t('people.emptyTitle')} text={t('people.emptyText')}><button type="button" class="button button-primary" onClick={onAdd}>{t('people.add')}</button></Empty>
          : <Empty icon="search" title={t('list.noHits')} />)}
      </div>
    </div>
  );
}

function Request({ request }: { request: ContactRequest }): JSX.Element {
  const { state, actions } = useSession();
  const [blocking, setBlocking] = useState(false);
  const name = request.nick || state.nameOf(request.jid);
  return (
    <li class="request">
      <Avatar jid={request.jid} size={44} />
      <div class="request-text">
        <strong>{name}</strong>
        <span class="note">{request.jid}</span>
        {request.text && <p>{request.text}</p>}
        <div class="request-actions">
          <button type="button" class="button button-primary" onClick={() => void attempt(actions.acceptRequest(request.jid), t('people.added', { name }))}>{t('people.accept')}</button>
          <button type="button" class="button" onClick={() => void attempt(actions.declineRequest(request.jid))}>{t('people.decline')}</button>
          <button type="button" class="button button-quiet" onClick={() => setBlocking(true)}>{t('people.block')}</button>
        </div>
      </div>
      {blocking && <BlockDialog peer={request.jid} onClose={() => setBlocking(false)} />}
    </li>
  );
}

const ADD_TABS = ['address', 'scan', 'own', 'invite'] as const;
type AddTab = typeof ADD_TABS[number];

/** Adding by address, by a link somebody sent, or by letting them scan ours; and inviting who has no account yet. */
export function AddDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const session = useSession();
  const { state, actions } = session;
  const [address, setAddress] = useState('');
  const [name, setName] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const [tab, setTab] = useState<AddTab>('address');
  const domain = session.account.jid.split('@')[1] ?? '';
  const [busy, setBusy] = useState(false);
  const Scan = lazyScan(tab === 'scan');

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const link = readXmppUri(address);
    const typed = link?.jid.toString() ?? address.trim();
    const jid = typed.includes('@') ? typed : `${typed}@${domain}`;
    setBusy(true);
    try {
      if (!state.contacts.value.has(jid)) await actions.addContact(jid, name || link?.params['name'] || '', link?.params['preauth']);
      await actions.openConversation(jid);
      onClose();
      go({ kind: 'chats', peer: jid.toLowerCase() });
    } catch (problem) {
      if (!(problem instanceof ActionError)) throw problem;
      setError(explain(problem.condition, problem.text));
    } finally {
      setBusy(false);
    }
  };

  // What a code says is only filled in: whoever looks at it decides. An invitation of this server is opened like its link.
  const scanned = (text: string): string | undefined => {
    const [, host, path] = /^https:\/\/([^/?#]+)(\/invite\/[\w~.%-]+)$/i.exec(text) ?? [];
    if (host !== undefined && path !== undefined) {
      if (host !== location.host) return t('scan.elsewhere', { host });
      location.assign(path);
      return undefined;
    }
    if (!readXmppUri(text) && (!text.includes('@') || !Jid.read(text))) return t('scan.useless');
    setAddress(text);
    setError(undefined);
    setTab('address');
    return undefined;
  };

  return (
    <Dialog title={t('people.add')} onClose={onClose}>
      <div class="tabs" role="tablist" aria-label={t('people.add')}>
        {ADD_TABS.map((id) => (
          <button key={id} type="button" role="tab" id={`tab-${id}`} aria-selected={tab === id} aria-controls="tab-panel" tabIndex={tab === id ? 0 : -1} class="tab" onClick={() => setTab(id)}
            onKeyDown={(e) => {
              const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
              if (step === 0) return;
              const next = ADD_TABS[(ADD_TABS.indexOf(id) + step + ADD_TABS.length) % ADD_TABS.length]!;
              setTab(next);
              document.getElementById(`tab-${next}`)?.focus();
            }}>{t(`add.${id}`)}</button>
        ))}
      </div>
      <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} class="tab-panel">
        {tab === 'address' && (
          <form onSubmit={(e) => void submit(e)}>
            <TextField label={t('people.address')} value={address} onInput={(v) => { setAddress(v); setError(undefined); }} autoFocus required placeholder={`name@${domain}`} note={t('people.addressNote', { domain })} error={error} />
            <TextField label={t('people.name')} value={name} onInput={setName} />
            <div class="dialog-actions">
              <button type="button" class="button" onClick={onClose}>{t('action.cancel')}</button>
              <button type="submit" class="button button-primary" disabled={address.trim() === '' || busy}>{t('people.addAction')}</button>
            </div>
          </form>
        )}
        {tab === 'scan' && (Scan ? <Scan onText={scanned} /> : <div class="qr-card"><Spinner /></div>)}
        {tab === 'own' && <OwnAddress />}
        {tab === 'invite' && <Invite />}
      </div>
    </Dialog>
  );
}

export function OwnAddress(): JSX.Element {
  const session = useSession();
  const Qr = lazyQr();
  const { jid } = session.account;
  return (
    <div class="qr-card">
      {Qr ? <Qr text={`xmpp:${jid}`} label={t('people.qr', { jid })} /> : <Spinner />}
      <p class="note">{t('people.qrNote')}</p>
      <CopyLine text={jid} label={t('people.copyAddress')} />
    </div>
  );
}

/** Conditions of a server that has no such command, or not for us. */
const NOT_OFFERED = new Set(['item-not-found', 'forbidden', 'not-allowed', 'feature-not-implemented', 'service-unavailable']);

function whyNot({ condition, text }: ActionError): string {
  if (NOT_OFFERED.has(condition)) return t('invite.notOffered');
  return condition === 'resource-constraint' ? t('invite.tooMany') : explain(condition, text);
}

function Invite(): JSX.Element {
  const session = useSession();
  const Qr = lazyQr();
  const [invitation, setInvitation] = useState<Invitation | undefined>(undefined);
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const make = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      setInvitation(await session.actions.invite());
    } catch (problem) {
      if (!(problem instanceof ActionError)) throw problem;
      setError(whyNot(problem));
    } finally {
      setBusy(false);
    }
  };
  const link = invitation?.url || invitation?.uri || '';
  return (
    <div class="qr-card">
      {invitation ? (
        <>
          {Qr ? <Qr text={link} label={t('invite.qr')} /> : <Spinner />}
          <p class="note">{t('invite.once')}{invitation.expires !== undefined && ` ${t('invite.until', { date: dateAndTime(invitation.expires) })}`}</p>
          <div class="copy-line copy-link"><code>{link}</code></div>
        </>
      ) : (
        <>
          <span class="empty-icon"><Icon name="link" size={32} /></span>
          <p>{t('invite.explain')}</p>
        </>
      )}
      {error && <p class="note note-error" role="alert">{error}</p>}
      <div class="dialog-actions">
        {invitation && <CopyButton text={link} label={t('invite.copy')} look={shareable(invitation) ? 'words' : 'first'} />}
        {invitation && shareable(invitation) && <ShareButton invitation={invitation} />}
        <button type="button" class={invitation ? 'button' : 'button button-primary'} disabled={busy} onClick={() => void make()}>{invitation ? t('invite.another') : t('invite.make')}</button>
      </div>
    </div>
  );
}

function shared(invitation: Invitation): ShareData {
  return invitation.url ? { url: invitation.url } : { text: invitation.uri }; // a browser takes no xmpp: link for one that can be shared
}

function shareable(invitation: Invitation): boolean {
  return 'canShare' in navigator && navigator.canShare(shared(invitation));
}

/** Hands the link to another app, where the browser can (Web Share). */
function ShareButton({ invitation }: { invitation: Invitation }): JSX.Element {
  const share = (): void => {
    navigator.share(shared(invitation)).catch((problem: unknown) => {
      if (!(problem instanceof DOMException)) throw problem;
      if (problem.name !== 'AbortError') say(t('invite.notShared'), 'error'); // AbortError: they thought better of it
    });
  };
  return <button type="button" class="button button-primary" onClick={share}>{t('invite.share')}</button>;
}
