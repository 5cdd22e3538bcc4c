/** The frame around everything: navigation, list, conversation, details. One column on a phone, three on a desktop. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import type { Connection } from '../model/types';
import { Avatar } from './avatar';
import { Chat } from './chat';
import { explain, hrefOf, place, useSession } from './context';
import { ConversationList } from './conversations';
import { Details } from './details';
import { Empty, Spinner } from './dialog';
import { focusList, keepFocus } from './focus';
import { Icon, type IconName } from './icons';
import { lazySettings } from './lazy';
import { AddDialog, People } from './people';

/** @param arrived whether somebody has just signed in, and not only opened the page again */
export function Shell({ arrived }: { arrived: boolean }): JSX.Element {
  const session = useSession();
  const { state } = session;
  const here = place.value;
  const [adding, setAdding] = useState(false);
  const shell = useRef<HTMLDivElement>(null);
  useEffect(() => keepFocus(shell.current!), []);
  useEffect(() => { if (arrived) focusList(shell.current!); }, []);
  const [details, setDetails] = useState(false);
  const Settings = lazySettings();
  const peer = here.kind === 'chats' ? here.peer : undefined;
  const open = peer !== undefined || (here.kind === 'settings' && here.section !== undefined);
  useEffect(() => {
    if (peer === undefined) return;
    void session.actions.openConversation(peer).catch(() => undefined);
  }, [peer]);
  const item = (kind: 'chats' | 'people' | 'settings', icon: IconName, count: number): JSX.Element => (
    <a class={here.kind === kind ? 'nav-item is-here' : 'nav-item'} aria-current={here.kind === kind ? 'page' : undefined}
      href={hrefOf(kind === 'chats' ? { kind, peer: undefined } : kind === 'people' ? { kind } : { kind, section: undefined })}>
      <span class="nav-icon">{kind === 'settings' ? <Avatar jid={session.account.jid} size={28} show={state.self.value?.show ?? 'online'} /> : <Icon name={icon} size={24} />}
        {count > 0 && <span class="badge">{count > 99 ? '99+' : count}</span>}</span>
      <span class="nav-label">{t(`nav.${kind}`)}</span>
    </a>
  );
  let unread = 0;
  for (const c of state.conversations.value.values()) if (!c.muted && !c.archived && c.unread > 0) unread++;
  return (
    <div ref={shell} class={`shell${open ? ' has-open' : ''}${details && peer ? ' has-details' : ''}`}>
      <a class="skip" href="#main" onClick={(e) => {
        e.preventDefault(); // the address tells where we are
        document.querySelector<HTMLElement>('.main textarea, .main a, .main button, .main')?.focus();
      }}>{t('nav.skip')}</a>
      <nav class="rail" aria-label={t('nav.main')}>
        {item('chats', 'chat', unread)}
        {item('people', 'people', state.requests.value.length)}
        <span class="grow" />
        {item('settings', 'settings', 0)}
      </nav>
      <ConnectionBar connection={state.connection.value} />
      {here.kind === 'settings' ? (Settings ? <Settings section={here.section} /> : <div class="panel side"><Spinner /></div>) : (
        <>
          <div class="side">
            {here.kind === 'people' ? <People onAdd={() => setAdding(true)} /> : <ConversationList open={peer} onAdd={() => setAdding(true)} />}
          </div>
          <main class="main" tabIndex={-1}>
            {peer ? <Chat key={peer} peer={peer} message={here.kind === 'chats' ? here.message : undefined} onDetails={() => setDetails(!details)} />
              : <Empty icon="chat" title={t('chat.emptyTitle')} text={t('chat.emptyText')} />}
          </main>
          {peer && details && <Details peer={peer} onClose={() => setDetails(false)} />}
        </>
      )}
      {adding && <AddDialog onClose={() => setAdding(false)} />}
    </div>
  );
}

/** Says so only when something is wrong for more than a moment. */
function ConnectionBar({ connection }: { connection: Connection }): JSX.Element | null {
  const session = useSession();
  const [shown, setShown] = useState(false);
  const fine = connection.kind === 'online' || connection.kind === 'syncing';
  useEffect(() => {
    if (fine) {
      setShown(false);
      return undefined;
    }
    const timer = setTimeout(() => setShown(true), 1500);
    return () => clearTimeout(timer);
  }, [fine]);
  if (!shown || fine) {
    return session.state.full.value ? <div class="connection" role="status"><Icon name="alert" size={18} /><span>{t('state.full')}</span></div> : null;
  }
  const text = connection.kind === 'refused' ? explain(connection.condition, connection.text)
    : navigator.onLine ? t('state.reconnecting') : t('state.noNetwork');
  return (
    <div class="connection" role="status">
      <Icon name="wifiOff" size={18} /><span>{text}</span>
      {connection.kind === 'waiting' && <button type="button" class="link-button" onClick={() => void session.actions.reconnect()}>{t('state.tryNow')}</button>}
    </div>
  );
}
