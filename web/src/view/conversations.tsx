/** The list of conversations, its search, and what waits for an answer. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { folded } from '../model/store';
import { excerpt } from '../model/styling';
import { tickOf, type Conversation } from '../model/types';
import { Avatar } from './avatar';
import { attempt, go, hrefOf, useSession } from './context';
import { Empty, Menu, type MenuItem } from './dialog';
import { recent } from './format';
import { Icon, TickIcon } from './icons';
import { memo } from './memo';
import { showOf } from './presence';
import { Rows } from './rows';
import { Hit, Older, useSearch } from './search';

export function ConversationList({ open, onAdd }: { open: string | undefined; onAdd: () => void }): JSX.Element {
  const { state } = useSession();
  const [query, setQuery] = useState('');
  const [archived, setArchived] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const all = state.conversations.value;
  const blocked = state.blocked.value;

  const sorted = useMemo(() => [...all.values()].filter((c) => c.last !== undefined || c.draft !== '' || c.peer === open || c.activeAt > 0)
    .sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.activeAt - a.activeAt), [all, open]);
  const shown = sorted.filter((c) => c.archived === archived);
  const archivedCount = sorted.filter((c) => c.archived).length;

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        search.current?.focus();
      } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        event.preventDefault();
        const index = shown.findIndex((c) => c.peer === open);
        const next = shown[index + (event.key === 'ArrowDown' ? 1 : -1)];
        if (next) go({ kind: 'chats', peer: next.peer });
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [shown, open]);

  return (
    <div class="panel">
      <header class="bar">
        {archived
          ? <><button type="button" class="icon-button" aria-label={t('action.back')} onClick={() => setArchived(false)}><Icon name="back" /></button><h1>{t('list.archived')}</h1></>
          : <h1>{t('nav.chats')}</h1>}
        <span class="grow" />
        <button type="button" class="icon-button" aria-label={t('list.new')} onClick={onAdd}><Icon name="compose" size={22} /></button>
      </header>
      <div class="panel-search">
        <div class="search-box"><Icon name="search" size={18} />
          <input ref={search} type="search" value={query} placeholder={t('list.search')} aria-label={t('list.search')} onInput={(e) => setQuery(e.currentTarget.value)}
            onKeyDown={(e) => { if (e.key === 'Escape') setQuery(''); }} />
        </div>
      </div>
      {query.trim() !== '' ? <Found query={query} open={open} onGone={() => setQuery('')} /> : (
        <div class="panel-scroll">
          {!archived && state.requests.value.length > 0 && (
            <a class="request-banner" href={hrefOf({ kind: 'people' })}>
              <span class="banner-icon"><Icon name="personAdd" /></span>{t('people.requests', { count: state.requests.value.length })}<Icon name="forward" size={16} />
            </a>
          )}
          {shown.length === 0 && !archived ? (
            <Empty icon="chat" title={t('list.emptyTitle')} text={t('list.emptyText')}>
              <button type="button" class="button button-primary" onClick={onAdd}>{t('list.new')}</button>
            </Empty>
          ) : (
            <Rows label={t('nav.chats')} keys={shown.map((c) => c.peer)} open={open}
              row={(peer) => <Row conversation={all.get(peer)!} open={peer === open} blocked={blocked.has(peer)} />} />
          )}
          {!archived && archivedCount > 0 && (
            <button type="button" class="archive-link" onClick={() => setArchived(true)}><Icon name="archive" />{t('list.archived')}<span class="note">{archivedCount}</span></button>
          )}
        </div>
      )}
    </div>
  );
}

function Found({ query, open, onGone }: { query: string; open: string | undefined; onGone: () => void }): JSX.Element {
  const { state, actions } = useSession();
  const search = useSearch(query, undefined);
  const { results, busy } = search;
  const needle = folded(query.trim());
  const jids = new Set([...state.contacts.value.keys(), ...state.conversations.value.keys()]);
  const people = [...jids].filter((jid) => folded(state.nameOf(jid)).includes(needle) || jid.includes(needle)).slice(0, 20);
  const go_ = (peer: string, message?: string): void => {
    void actions.openConversation(peer).catch(() => undefined);
    go({ kind: 'chats', peer, ...(message && { message }) });
    if (!message) onGone();
  };
  return (
    <div class="panel-scroll">
      {people.length > 0 && (
        <>
          <h2 class="section-title">{t('nav.people')}</h2>
          <ul class="rows" aria-label={t('nav.people')}>
            {people.map((jid) => (
              <li key={jid}>
                <button type="button" class={jid === open ? 'row is-open' : 'row'} onClick={() => go_(jid)}>
                  <Avatar jid={jid} size={40} show={showOf(state, jid)} />
                  <span class="row-text"><span class="row-name">{state.nameOf(jid)}</span><span class="row-preview">{jid}</span></span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {results.length > 0 && (
        <>
          <h2 class="section-title">{t('list.messages')}</h2>
          <ul class="rows" aria-label={t('list.messages')}>
            {results.map((m) => <Hit key={m.key} message={m} query={query} withPeer onPick={() => go_(m.peer, m.key)} />)}
          </ul>
        </>
      )}
      {people.length === 0 && results.length === 0 && !busy && <Empty icon="search" title={t('list.noHits')} text={t('list.noHitsText')} />}
      <Older search={search} />
    </div>
  );
}

const Row = memo(RowView);

function RowView({ conversation, open, blocked }: { conversation: Conversation; open: boolean; blocked: boolean }): JSX.Element {
  const { state, actions } = useSession();
  const [menu, setMenu] = useState<{ x: number; y: number } | undefined>(undefined);
  const press = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const { peer, last, unread, pinned, muted, archived } = conversation;
  const name = state.nameOf(peer);
  const set = (part: Parameters<typeof actions.configure>[1]): void => void attempt(actions.configure(peer, part));
  const items: MenuItem[] = [
    pinned ? { label: t('list.unpin'), icon: 'pin', run: () => set({ pinned: false }) } : { label: t('list.pin'), icon: 'pin', run: () => set({ pinned: true }) },
    muted ? { label: t('list.unmute'), icon: 'bell', run: () => set({ muted: false }) } : { label: t('list.mute'), icon: 'bellOff', run: () => set({ muted: true }) },
    archived ? { label: t('list.unarchive'), icon: 'archive', run: () => set({ archived: false }) } : { label: t('list.archive'), icon: 'archive', run: () => set({ archived: true }) },
    ...(unread > 0 ? [{ label: t('list.markRead'), icon: 'check', run: () => void attempt(actions.markRead(peer, last?.at ?? Date.now())) } as const] : []),
  ];
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const rows = [...(event.currentTarget as HTMLElement).closest('ul')!.querySelectorAll<HTMLElement>('a.row')];
      const next = rows[rows.indexOf(event.currentTarget as HTMLElement) + (event.key === 'ArrowDown' ? 1 : -1)];
      if (next && !event.altKey) {
        event.preventDefault();
        next.focus();
      }
    }
  };
  const tick = last && tickOf(last, conversation);
  const typing = state.typing.value.has(peer);
  return (
    <>
      <a class={`row${open ? ' is-open' : ''}${unread > 0 ? ' is-unread' : ''}`} href={hrefOf({ kind: 'chats', peer })} aria-current={open ? 'page' : undefined}
        onKeyDown={onKeyDown}
        onContextMenu={(e) => { e.preventDefault(); setMenu({ x: e.clientX, y: e.clientY }); }}
        onPointerDown={(e) => { if (e.pointerType === 'touch') { const { clientX: x, clientY: y } = e; press.current = setTimeout(() => setMenu({ x, y }), 500); } }}
        onPointerUp={() => clearTimeout(press.current)} onPointerMove={() => clearTimeout(press.current)} onPointerCancel={() => clearTimeout(press.current)}>
        <Avatar jid={peer} size={48} show={showOf(state, peer)} />
        <span class="row-text">
          <span class="row-top">
            <span class="row-name">{name}</span>
            {muted && <span class="row-icon"><Icon name="bellOff" size={14} /><span class="hidden">{t('list.muted')}</span></span>}
            {last && <time class="row-time" dateTime={new Date(last.at).toISOString()}>{recent(last.at)}</time>}
          </span>
          <span class="row-bottom">
            <span class="row-preview">
              {typing ? <em class="row-typing">{t('chat.typingShort')}</em>
                : conversation.draft ? <><em class="row-draft">{t('list.draft')}</em> {excerpt(conversation.draft)}</>
                  : <Preview conversation={conversation} blocked={blocked} />}
            </span>
            {tick && (tick === 'sent' || tick === 'delivered' || tick === 'read') && !conversation.draft && <TickIcon kind={tick} />}
            {tick === 'failed' && <span class="row-failed"><Icon name="alert" size={16} /><span class="hidden">{t('tick.failed')}</span></span>}
            {(tick === 'pending' || tick === 'uploading') && <span class="row-icon"><Icon name="clock" size={14} /><span class="hidden">{t('tick.pending')}</span></span>}
            {pinned && unread === 0 && <span class="row-icon"><Icon name="pin" size={14} /><span class="hidden">{t('list.pinned')}</span></span>}
            {unread > 0 && <span class={muted ? 'badge badge-quiet' : 'badge'}>{unread > 999 ? '999+' : unread}<span class="hidden"> {t('list.unread', { count: unread })}</span></span>}
          </span>
        </span>
      </a>
      <button type="button" class="icon-button row-more" aria-label={t('list.menuOf', { name })} aria-haspopup="menu" onClick={(e) => {
        const box = e.currentTarget.getBoundingClientRect();
        setMenu({ x: box.left, y: box.bottom });
      }}><Icon name="more" size={18} /></button>
      {menu && <Menu label={t('list.menuOf', { name })} items={items} at={menu} onClose={() => setMenu(undefined)} />}
    </>
  );
}

function Preview({ conversation, blocked }: { conversation: Conversation; blocked: boolean }): JSX.Element {
  const { last } = conversation;
  if (blocked) return <em>{t('list.blocked')}</em>;
  if (!last) return <em>{t('list.noMessages')}</em>;
  if (last.retractedAt !== undefined) return <em>{t('message.retracted')}</em>;
  const you = last.outgoing ? <span class="row-you">{t('list.you')} </span> : null;
  if (!last.file) return <>{you}{excerpt(last.body.startsWith('/me ') ? last.body.slice(4) : last.body)}</>;
  const { type, name } = last.file;
  const kind = type.startsWith('image/') ? t('file.photo') : type.startsWith('video/') ? t('file.video') : type.startsWith('audio/') ? t('file.voice') : name;
  const icon = type.startsWith('image/') ? 'image' : type.startsWith('audio/') ? 'mic' : type.startsWith('video/') ? 'play' : 'file';
  return <>{you}<Icon name={icon} size={15} /> {kind}</>;
}
