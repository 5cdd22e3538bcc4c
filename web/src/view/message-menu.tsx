/** What can be done with a message: the menu beside it, and what asks before it is taken back. */
import type { JSX } from 'preact';
import { t } from '../i18n';
import type { Actions } from '../model/actions';
import type { Message } from '../model/types';
import { attempt, useSession } from './context';
import { copy } from './copy';
import { Menu, type MenuItem } from './dialog';
import { Icon } from './icons';

export const QUICK_REACTIONS: readonly string[] = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

export function isWaiting({ status }: Message): boolean {
  return status === 'pending' || status === 'uploading' || status === 'failed';
}

/** Whether it stands with the others too, so that it can be replied and reacted to. */
export function isAnswerable(message: Message): boolean {
  return message.retractedAt === undefined && !isWaiting(message) && message.ids.length > 0;
}

export function hasMenu(message: Message): boolean {
  return isAnswerable(message) || isWaiting(message) || (message.retractedAt === undefined && message.body !== '');
}

/** Adds a reaction of ours, or takes it away. */
export function react(actions: Actions, message: Message, self: string, emoji: string): void {
  const mine = message.reactions?.[self]?.emojis ?? [];
  void attempt(actions.react(message.key, mine.includes(emoji) ? mine.filter((e) => e !== emoji) : [...mine, emoji]));
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface MessageMenuProps {
  readonly message: Message;
  readonly at: Point;
  readonly onReply: (message: Message) => void;
  readonly onEdit: (message: Message) => void;
  readonly onRetract: (message: Message) => void;
  readonly onPickReaction: (message: Message, at: Point) => void;
  readonly onClose: () => void;
}

export function MessageMenu(props: MessageMenuProps): JSX.Element {
  const { message, at } = props;
  const { state, actions } = useSession();
  const answerable = isAnswerable(message);
  const items: MenuItem[] = [];
  if (answerable) items.push({ label: t('message.reply'), icon: 'reply', run: () => props.onReply(message) });
  if (message.retractedAt === undefined && message.body) {
    items.push({ label: t('message.copy'), icon: 'copy', run: () => void copy(message.body) });
  }
  if (answerable && message.outgoing && !message.file) items.push({ label: t('message.edit'), icon: 'edit', run: () => props.onEdit(message) });
  if (answerable && message.outgoing) items.push({ label: t('message.retract'), icon: 'trash', danger: true, run: () => props.onRetract(message) });
  if (message.status === 'failed') items.push({ label: t('message.retry'), icon: 'refresh', run: () => void attempt(actions.retry(message.key)) });
  if (isWaiting(message)) items.push({ label: t('message.discard'), icon: 'trash', danger: true, run: () => void attempt(actions.discard(message.key)) });
  return (
    <Menu label={t('message.actions')} items={items} at={at} onClose={props.onClose}>
      {answerable && (
        <div class="quick-reactions">
          {QUICK_REACTIONS.map((emoji) => (
            <button key={emoji} type="button" role="menuitem" tabIndex={-1} class="quick-reaction" aria-label={t('message.reactWith', { emoji })}
              onClick={() => { props.onClose(); react(actions, message, state.self.value?.jid ?? '', emoji); }}>{emoji}</button>
          ))}
          <button type="button" role="menuitem" tabIndex={-1} class="quick-reaction" aria-label={t('message.reactOther')}
            onClick={() => { props.onClose(); props.onPickReaction(message, at); }}><Icon name="plus" /></button>
        </div>
      )}
    </Menu>
  );
}
