/** One message. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { onlyEmoji } from '../model/styling';
import type { Message, Tick } from '../model/types';
import { attempt, explain, useSession } from './context';
import { dateAndTime, fullDate, time } from './format';
import { Icon, TickIcon } from './icons';
import { FileView } from './media';
import { memo } from './memo';
import { hasMenu, isAnswerable, isWaiting, react, type Point } from './message-menu';
import { StyledText } from './text';

export interface BubbleProps {
  readonly message: Message;
  readonly tick: Tick | undefined;
  /** Whether it continues the message above, and goes on below. */
  readonly first: boolean;
  readonly last: boolean;
  readonly found: boolean;
  readonly mark: string | undefined;
  readonly onReply: (message: Message) => void;
  readonly onJump: (id: string) => void;
  readonly onPickReaction: (message: Message, at: Point) => void;
  readonly onMenu: (message: Message, at: Point) => void;
}

const TICK_KEYS = {
  uploading: 'tick.uploading', pending: 'tick.pending', failed: 'tick.failed', sent: 'tick.sent', delivered: 'tick.delivered', read: 'tick.read',
} as const;

function Marks({ tick }: { tick: Tick }): JSX.Element {
  return (
    <span class="marks" title={t(TICK_KEYS[tick])}>
      {tick === 'sent' || tick === 'delivered' || tick === 'read' ? <TickIcon kind={tick} /> : <Icon name={tick === 'failed' ? 'alert' : 'clock'} size={13} />}
      <span class="hidden">{t(TICK_KEYS[tick])}</span>
    </span>
  );
}

function BubbleView(props: BubbleProps): JSX.Element {
  const { message, tick } = props;
  const session = useSession();
  const { state, actions } = session;
  /** The buttons beside it and its whole date exist from when somebody comes near: in most messages nobody does. */
  const [near, setNear] = useState(false);
  const press = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const self = state.self.value?.jid ?? '';
  const author = message.outgoing ? t('you') : state.nameOf(message.author);
  const retracted = message.retractedAt !== undefined;
  const answerable = isAnswerable(message);

  const openMenu = (x: number, y: number): void => {
    if (hasMenu(message)) props.onMenu(message, { x, y });
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.pointerType !== 'touch') return;
    const { clientX, clientY } = event;
    press.current = setTimeout(() => openMenu(clientX, clientY), 450);
  };
  const onPointerEnd = (): void => clearTimeout(press.current);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter' || event.key === ' ' || event.key === 'ContextMenu') {
      event.preventDefault();
      const box = (event.currentTarget as HTMLElement).querySelector('.bubble')!.getBoundingClientRect();
      openMenu(box.left, box.bottom);
    } else if (event.key === 'r' && answerable) {
      event.preventDefault();
      props.onReply(message);
    }
  };

  const reactions = new Map<string, string[]>();
  for (const [who, { emojis }] of Object.entries(message.reactions ?? {})) {
    for (const emoji of emojis) reactions.set(emoji, [...reactions.get(emoji) ?? [], who]);
  }
  const classes = ['message', message.outgoing ? 'mine' : 'theirs', props.first && 'is-first', props.last && 'is-last', props.found && 'is-found', reactions.size > 0 && 'has-reactions'];
  const picture = message.file && !retracted && !message.reply && (message.file.type.startsWith('image/') || message.file.type.startsWith('video/'));

  const bare = !message.file && !message.reply && !retracted && onlyEmoji(message.body);

  return (
    <li class={classes.filter(Boolean).join(' ')} data-key={message.key} tabIndex={-1} onKeyDown={onKeyDown}
      onPointerEnter={() => setNear(true)} onFocusIn={() => setNear(true)} aria-label={`${author}, ${time(message.at)}`}>
      <div class="bubble-line" onPointerDown={onPointerDown} onPointerUp={onPointerEnd} onPointerCancel={onPointerEnd} onPointerLeave={onPointerEnd}
        onContextMenu={(e) => {
          if ((e.target as HTMLElement).closest('a,img,pre') || !matchMedia('(hover: none)').matches) return;
          e.preventDefault();
        }}>
        <div class={picture ? 'bubble bubble-media' : bare ? 'bubble bubble-bare' : 'bubble'}>
          {message.reply && !retracted && (
            <button type="button" class="quote" onClick={() => props.onJump(message.reply!.id)}>
              <span class="quote-author">{message.reply.author === self ? t('you') : message.reply.author ? state.nameOf(message.reply.author) : t('message.original')}</span>
              <span class="quote-text">{message.reply.quote || t('message.original')}</span>
            </button>
          )}
          {retracted ? <p class="text retracted"><Icon name="block" size={14} /> {t(message.outgoing ? 'message.youRetracted' : 'message.retracted')}</p>
            : message.file ? <FileView message={message} file={message.file} />
              : <StyledText text={message.body} author={message.outgoing ? state.self.value?.profile.nickname || self.split('@')[0]! : author} mark={props.mark} />}
          <span class="meta">
            {message.editedAt !== undefined && !retracted && <span class="edited">{t('message.edited')}</span>}
            <time dateTime={new Date(message.at).toISOString()} title={near ? fullDate(message.at) : undefined}>{time(message.at)}</time>
            {tick && <Marks tick={tick} />}
          </span>
        </div>
        {near && (answerable || isWaiting(message)) && (
          <div class="message-actions" role="group" aria-label={t('message.actions')}>
            {answerable && (
              <button type="button" class="icon-button" tabIndex={-1} aria-label={t('message.react')} onClick={(e) => {
                const box = e.currentTarget.getBoundingClientRect();
                props.onPickReaction(message, { x: box.left, y: box.bottom });
              }}><Icon name="smile" size={18} /></button>
            )}
            {answerable && <button type="button" class="icon-button" tabIndex={-1} aria-label={t('message.reply')} onClick={() => props.onReply(message)}><Icon name="reply" size={18} /></button>}
            <button type="button" class="icon-button" tabIndex={-1} aria-label={t('message.more')} aria-haspopup="menu" onClick={(e) => {
              const box = e.currentTarget.getBoundingClientRect();
              openMenu(box.left, box.bottom + 4);
            }}><Icon name="more" size={18} /></button>
          </div>
        )}
      </div>
      {reactions.size > 0 && !retracted && (
        <div class="reactions" role="group" aria-label={t('message.reactions')}>
          {[...reactions].map(([emoji, who]) => {
            const mine = who.includes(self);
            const names = who.map((w) => (w === self ? t('you') : state.nameOf(w))).join(', ');
            return (
              <button key={emoji} type="button" class={mine ? 'reaction mine' : 'reaction'} aria-pressed={mine} title={names}
                aria-label={t('message.reactionBy', { emoji, names })} onClick={() => react(actions, message, self, emoji)}>
                <span>{emoji}</span>{who.length > 1 && <span class="reaction-count">{who.length}</span>}
              </button>
            );
          })}
        </div>
      )}
      {message.status === 'failed' && (
        <p class="problem"><Icon name="alert" size={14} /> {message.retryAt === undefined ? explain(message.problem ?? 'upload') : t('error.quotaUntil', { when: dateAndTime(message.retryAt) })}{' '}
          <button type="button" class="link-button" onClick={() => void attempt(actions.retry(message.key))}>{t('message.retry')}</button>
        </p>
      )}
    </li>
  );
}

export const Bubble = memo(BubbleView);

