/** One conversation: who it is with, what was said, where one writes. */
import type { JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import type { Timeline } from '../model/timeline';
import type { Message } from '../model/types';
import { Avatar } from './avatar';
import { BlockDialog } from './block';
import { Composer, useSendFiles } from './composer';
import { attempt, go, say, useSession } from './context';
import { Confirm, MenuButton, Spinner, type MenuItem } from './dialog';
import { EmojiPopover } from './emoji-button';
import { shortDate } from './format';
import { Icon } from './icons';
import { MessageMenu, type Point } from './message-menu';
import { presenceText, showOf } from './presence';
import { SearchPanel } from './search';
import { TimelineView } from './timeline';

export interface ChatProps {
  readonly peer: string;
  /** A message to show, by its key. */
  readonly message: string | undefined;
  readonly onDetails: () => void;
}

export function Chat({ peer, message: wanted, onDetails }: ChatProps): JSX.Element {
  const session = useSession();
  const { state, actions } = session;
  const [timeline, setTimeline] = useState<Timeline | undefined>(undefined);
  const [replyTo, setReplyTo] = useState<Message | undefined>(undefined);
  const [editing, setEditing] = useState<Message | undefined>(undefined);
  const [found, setFound] = useState<string | undefined>(undefined);
  const [searching, setSearching] = useState(false);
  const [mark, setMark] = useState<string | undefined>(undefined);
  const [picking, setPicking] = useState<{ message: Message; at: Point } | undefined>(undefined);
  const [menu, setMenu] = useState<{ message: Message; at: Point } | undefined>(undefined);
  const [retracting, setRetracting] = useState<Message | undefined>(undefined);
  const [confirm, setConfirm] = useState<'block' | 'clear' | undefined>(undefined);
  const [dropping, setDropping] = useState(0);
  const sendFiles = useSendFiles(peer);

  const show = useCallback(async (around: Message | undefined): Promise<void> => {
    const next = session.timeline(peer);
    await next.open(around);
    setTimeline((before) => {
      if (before) session.closeTimeline(before);
      return next;
    });
    setFound(around?.key);
  }, [session, peer]);

  const current = useRef<Timeline | undefined>(undefined);
  current.current = timeline;
  useEffect(() => {
    void (wanted ? session.messageById(wanted) : Promise.resolve(undefined)).then(show);
  }, [show, wanted]);
  useEffect(() => () => {
    if (current.current) session.closeTimeline(current.current);
  }, [session]);

  /** While a message that was answered is looked for in the archive: how far back that is. */
  const [reached, setReached] = useState<number | 'begun' | undefined>(undefined);
  const going = useRef<AbortController | undefined>(undefined);
  const stop = useCallback(() => {
    going.current?.abort();
    going.current = undefined;
    setReached(undefined);
  }, []);
  useEffect(() => stop, [peer, stop]);
  const jump = useCallback((id: string): void => {
    stop();
    const control = new AbortController();
    going.current = control;
    const { signal } = control;
    const look = async (): Promise<void> => {
      // XEP-0461 section 3.1: what is answered is named by its own id, for which no archive can be asked; so page by page
      let message = await session.messageByReference(peer, id);
      if (!message && !signal.aborted) setReached('begun');
      for await (const at of message ? [] : session.further(peer)) {
        if (signal.aborted) return;
        message = await session.messageByReference(peer, id);
        if (message) break;
        setReached(at ?? 'begun');
      }
      if (signal.aborted) return;
      if (message) await show(message);
      else say(t('chat.notFound'));
    };
    void attempt(look()).finally(() => { if (going.current === control) stop(); });
  }, [session, peer, show, stop]);

  useEffect(() => {
    if (found === undefined) return undefined;
    const timer = setTimeout(() => setFound(undefined), 2500);
    return () => clearTimeout(timer);
  }, [found]);

  const onReply = useCallback((message: Message) => {
    setEditing(undefined);
    setReplyTo(message);
  }, []);
  const onEdit = useCallback((message: Message) => {
    setReplyTo(undefined);
    setEditing(message);
  }, []);
  const onPickReaction = useCallback((message: Message, at: Point) => setPicking({ message, at }), []);
  const onMenu = useCallback((message: Message, at: Point) => setMenu({ message, at }), []);
  const onToEnd = useCallback(() => void show(undefined), [show]);
  const onDone = useCallback(() => {
    setEditing(undefined);
    setReplyTo(undefined);
  }, []);

  const conversation = state.conversations.value.get(peer);
  const contact = state.contacts.value.get(peer);
  const blocked = state.blocked.value.has(peer);
  const name = state.nameOf(peer);
  const items: MenuItem[] = [
    { label: t('chat.search'), icon: 'search', run: () => setSearching(true) },
    { label: t('chat.details'), icon: 'info', run: onDetails },
    conversation?.muted
      ? { label: t('list.unmute'), icon: 'bell', run: () => void attempt(actions.configure(peer, { muted: false })) }
      : { label: t('list.mute'), icon: 'bellOff', run: () => void attempt(actions.configure(peer, { muted: true })) },
    { label: t('chat.clear'), icon: 'trash', run: () => setConfirm('clear') },
    blocked
      ? { label: t('people.unblock'), icon: 'block', run: () => void attempt(actions.unblock(peer), t('people.unblocked', { name })) }
      : { label: t('people.block'), icon: 'block', danger: true, run: () => setConfirm('block') },
  ];

  return (
    <section class="chat" aria-label={t('chat.with', { name })}
      onDragEnter={(e) => { if (e.dataTransfer?.types.includes('Files')) { e.preventDefault(); setDropping((n) => n + 1); } }}
      onDragLeave={() => setDropping((n) => Math.max(0, n - 1))}
      onDragOver={(e) => { if (e.dataTransfer?.types.includes('Files')) e.preventDefault(); }}
      onDrop={(e) => {
        e.preventDefault();
        setDropping(0);
        sendFiles([...e.dataTransfer?.files ?? []]);
      }}>
      <header class="bar chat-bar">
        <button type="button" class="icon-button only-phone" aria-label={t('action.back')} onClick={() => go({ kind: 'chats', peer: undefined })}><Icon name="back" size={24} /></button>
        <button type="button" class="chat-who" onClick={onDetails} title={t('chat.details')}>
          <Avatar jid={peer} size={40} show={showOf(state, peer)} />
          <span class="chat-title">
            <span class="chat-name">{name}</span>
            <span class="chat-status">{state.typing.value.has(peer) ? t('chat.typingShort') : presenceText(state, peer)}</span>
          </span>
        </button>
        <button type="button" class="icon-button not-phone" aria-label={t('chat.search')} onClick={() => setSearching(!searching)} aria-pressed={searching}><Icon name="search" /></button>
        <MenuButton label={t('chat.menu')} items={items} />
      </header>
      {searching && (
        <SearchPanel peer={peer} onClose={() => { setSearching(false); setMark(undefined); }}
          onPick={(message, text) => { setMark(text); void show(message); }} />
      )}
      {!contact && peer !== state.self.value?.jid && conversation?.last !== undefined && !conversation.last.outgoing && !blocked && (
        <div class="notice" role="region" aria-label={t('chat.stranger', { name })}>
          <p>{t('chat.stranger', { name: peer })}</p>
          <div class="notice-actions">
            <button type="button" class="button button-primary" onClick={() => void attempt(actions.addContact(peer, ''), t('people.added', { name }))}>{t('people.add')}</button>
            <button type="button" class="button" onClick={() => setConfirm('block')}>{t('people.block')}</button>
          </div>
        </div>
      )}
      {reached !== undefined && (
        <div class="looking">
          <p role="status">{reached === 'begun' ? t('chat.looking') : t('chat.lookingBack', { date: shortDate(reached) })}</p>
          <button type="button" class="button" onClick={stop}><Spinner />{t('search.stop')}</button>
        </div>
      )}
      {timeline ? (
        <TimelineView key={timeline.id} timeline={timeline} found={found} mark={mark}
          onReply={onReply} onJump={jump} onPickReaction={onPickReaction} onMenu={onMenu} onToEnd={onToEnd} />
      ) : <div class="timeline" />}
      {blocked ? (
        <div class="composer composer-blocked">
          <p>{t('chat.blocked', { name })}</p>
          <button type="button" class="button" onClick={() => void attempt(actions.unblock(peer))}>{t('people.unblock')}</button>
        </div>
      ) : (
        <Composer peer={peer} replyTo={replyTo} editing={editing} onDone={onDone}
          onEditLast={() => void session.lastOwn(peer).then((m) => m && onEdit(m))} />
      )}
      {menu && (
        <MessageMenu message={menu.message} at={menu.at} onReply={onReply} onEdit={onEdit} onRetract={setRetracting} onPickReaction={onPickReaction}
          onClose={() => setMenu(undefined)} />
      )}
      {retracting && (
        <Confirm title={t('message.retractTitle')} text={t('message.retractText')} action={t('message.retract')} danger
          onConfirm={() => void attempt(actions.retract(retracting.key))} onClose={() => setRetracting(undefined)} />
      )}
      {picking && (
        <EmojiPopover at={picking.at} onClose={() => setPicking(undefined)} onPick={(emoji) => {
          const mine = picking.message.reactions?.[state.self.value?.jid ?? '']?.emojis ?? [];
          void attempt(actions.react(picking.message.key, [...new Set([...mine, emoji])]));
        }} />
      )}
      {dropping > 0 && <div class="drop" aria-hidden="true"><Icon name="attach" size={40} /><p>{t('file.drop', { name })}</p></div>}
      {confirm === 'block' && (
        <BlockDialog peer={peer} onClose={() => setConfirm(undefined)} />
      )}
      {confirm === 'clear' && (
        <Confirm title={t('chat.clearTitle')} text={t('chat.clearText')} action={t('chat.clear')} danger onClose={() => setConfirm(undefined)}
          onConfirm={() => {
            go({ kind: 'chats', peer: undefined });
            void attempt(actions.removeConversation(peer));
          }} />
      )}
    </section>
  );
}
