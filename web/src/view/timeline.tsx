/** The messages of a conversation: a window that moves with the scroll position, and never jumps when it changes. */
import type { JSX } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import type { Sight, Timeline } from '../model/timeline';
import { tickOf, type Conversation, type Message } from '../model/types';
import { useSession } from './context';
import { Bubble } from './bubble';
import { Spinner } from './dialog';
import { day, dayOf } from './format';
import { Icon } from './icons';
import type { Point } from './message-menu';

/** Messages this close in time belong together. */
const GROUP_MILLIS = 5 * 60_000;
/** How near to an edge of the window the next step is loaded, in CSS pixels. */
const EDGE = 1200;
/** How far from what is in sight messages stay: farther than where they are loaded, or they would come and go. */
const NEAR = 1800;
/** So near to an edge there is no time to lose. */
const AT_EDGE = 400;
/** How near to the end counts as being there. */
const BOTTOM = 60;

export interface TimelineViewProps {
  readonly timeline: Timeline;
  readonly found: string | undefined;
  readonly mark: string | undefined;
  readonly onReply: (message: Message) => void;
  readonly onJump: (id: string) => void;
  readonly onPickReaction: (message: Message, at: Point) => void;
  readonly onMenu: (message: Message, at: Point) => void;
  readonly onToEnd: () => void;
}

export function TimelineView(props: TimelineViewProps): JSX.Element {
  const { timeline } = props;
  const session = useSession();
  const { state, actions } = session;
  const messages = timeline.messages.value;
  const conversation = state.conversations.value.get(timeline.peer);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const stuck = useRef(true);
  const anchor = useRef<{ key: string; offset: number } | undefined>(undefined);
  /** Where we put the scroll position ourselves: its event is no wish of the person. */
  const placed = useRef(-1);
  /** The scroll position that the anchor belongs to. */
  const anchoredAt = useRef(-1);
  const [away, setAway] = useState(false);
  /** Where "new messages" stands: what was read when the conversation was opened. */
  const [readAtOpen] = useState(() => ({ at: conversation?.readAt ?? 0, unread: conversation?.unread ?? 0 }));
  const [active, setActive] = useState<string | undefined>(undefined);

  const remember = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    anchoredAt.current = box.scrollTop;
    const top = box.getBoundingClientRect().top;
    const items = list.current?.children ?? [];
    for (let i = endingBelow(items, top); i < items.length; i++) { // a heading of a day is no anchor
      const { key } = (items[i] as HTMLElement).dataset;
      if (key === undefined) continue;
      anchor.current = { key, offset: items[i]!.getBoundingClientRect().top - top };
      return;
    }
  }, []);

  /** Puts things back where the eye left them: at the end, or the same message at the same height. */
  const settle = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    if (stuck.current && timeline.atEnd.value) {
      box.scrollTop = box.scrollHeight;
    } else if (anchor.current) {
      const item = list.current?.querySelector<HTMLElement>(`[data-key="${anchor.current.key}"]`);
      if (item) box.scrollTop += item.getBoundingClientRect().top - box.getBoundingClientRect().top - anchor.current.offset;
    }
    placed.current = box.scrollTop;
    remember();
  }, [timeline, remember]);

  const read = useCallback(() => {
    const last = timeline.messages.value.at(-1);
    if (last && stuck.current && timeline.atEnd.value && document.visibilityState === 'visible' && document.hasFocus()) {
      void actions.markRead(timeline.peer, last.at).catch(() => undefined);
    }
  }, [timeline, actions]);

  // Where the eye is now, before the list changes: a scroll whose event is still to come counts as well. Without one the anchor stays: what
  // grew since then moved the messages, not the person.
  const before = useRef(messages);
  if (before.current !== messages) {
    before.current = messages;
    if (scroller.current?.scrollTop !== anchoredAt.current) remember();
  }
  useLayoutEffect(settle, [messages, conversation?.peerReadAt, timeline.atStart.value]);
  useEffect(read, [messages]);
  // What came may not be enough: who scrolls quickly stands at the edge already, and makes no more scroll events there.
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    if (box.scrollTop < EDGE) void timeline.older();
    if (!timeline.atEnd.value && box.scrollHeight - box.scrollTop - box.clientHeight < EDGE) void timeline.newer();
  }, [messages]);

  // One message is reached by Tab, from there the arrows go on. Not by its properties: it would be drawn again whenever it is another.
  const focusKey = active !== undefined && messages.some((m) => m.key === active) ? active : messages.at(-1)?.key;
  useLayoutEffect(() => {
    for (const item of list.current!.querySelectorAll<HTMLElement>('.message[tabindex="0"]')) item.tabIndex = -1;
    const key = focusKey ?? '';
    const item = list.current!.querySelector<HTMLElement>(`.message[data-key="${CSS.escape(key)}"]`) ?? [...list.current!.querySelectorAll<HTMLElement>('.message')].at(-1);
    if (item) item.tabIndex = 0;
  }, [messages, focusKey]);

  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (!scroller.current) return; // a view that is gone
      settle();
    });
    observer.observe(list.current!);
    observer.observe(scroller.current!);
    timeline.sight = () => sightOf(timeline, scroller.current, list.current, stuck.current);
    addEventListener('focus', read);
    document.addEventListener('visibilitychange', read);
    return () => {
      observer.disconnect();
      timeline.sight = () => undefined;
      removeEventListener('focus', read);
      document.removeEventListener('visibilitychange', read);
    };
  }, [timeline, settle, read]);

  // A message that was searched for or jumped to comes into the middle.
  useLayoutEffect(() => {
    if (!props.found) return;
    const item = list.current?.querySelector<HTMLElement>(`[data-key="${props.found}"]`);
    if (!item) return;
    stuck.current = false;
    item.scrollIntoView({ block: 'center' });
    remember();
  }, [props.found, messages.length > 0, timeline.opened.value]);

  const onScroll = (): void => {
    const box = scroller.current;
    if (!box) return; // the event of a view that is gone
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    stuck.current = below < BOTTOM;
    if (box.scrollTop === placed.current) settle(); // what grew since then must not become the new place
    else remember();
    setAway(below > 400 || !timeline.atEnd.value);
    if (box.scrollTop < EDGE) void timeline.older();
    if (below < EDGE && !timeline.atEnd.value) void timeline.newer();
    if (stuck.current) read();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const item = (event.target as HTMLElement).closest<HTMLElement>('li[data-key]');
    if (!item || event.target !== item) return;
    const move = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (move === 0) return;
    event.preventDefault();
    const all = [...list.current!.querySelectorAll<HTMLElement>('li[data-key]')];
    const next = all[all.indexOf(item) + move];
    if (!next) return;
    setActive(next.dataset['key']);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
  };

  const toEnd = (): void => {
    stuck.current = true;
    if (timeline.atEnd.value) scroller.current!.scrollTo({ top: scroller.current!.scrollHeight, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    else props.onToEnd();
  };

  return (
    <div class="timeline">
      <div class="scroller" ref={scroller} onScroll={onScroll} onKeyDown={onKeyDown}>
        {timeline.atStart.value && messages.length > 0 && <p class="beginning">{t('chat.beginning', { name: state.nameOf(timeline.peer) })}</p>}
        <ol ref={list} class="messages" aria-label={t('chat.messages')}>{entries(props, messages, conversation, readAtOpen)}</ol>
        {state.typing.value.has(timeline.peer) && (
          <div class="typing" aria-label={t('chat.typing', { name: state.nameOf(timeline.peer) })} role="status"><span class="typing-dots" aria-hidden="true"><i /><i /><i /></span></div>
        )}
      </div>
      {timeline.loading.value && <div class="loading-older"><Spinner /></div>}
      {away && (
        <button type="button" class="to-end" aria-label={t('chat.toEnd')} onClick={toEnd}>
          <Icon name="down" />
          {(conversation?.unread ?? 0) > 0 && <span class="badge">{conversation!.unread}</span>}
        </button>
      )}
    </div>
  );
}

/** The place of the first that ends below a height of the screen. */
function endingBelow(items: HTMLCollection | readonly Element[], y: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle]!.getBoundingClientRect().bottom > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

function sightOf(timeline: Timeline, box: HTMLElement | null, list: HTMLElement | null, following: boolean): Sight | undefined {
  const items = [...list?.children ?? []].filter((item) => (item as HTMLElement).dataset['key'] !== undefined);
  if (!box || items.length === 0) return undefined;
  const { top, bottom } = box.getBoundingClientRect();
  const keyAt = (y: number): string => (items[Math.min(endingBelow(items, y), items.length - 1)] as HTMLElement).dataset['key']!;
  const nearest = Math.min(box.scrollTop, timeline.atEnd.value ? Infinity : box.scrollHeight - box.scrollTop - box.clientHeight);
  return { first: keyAt(top - NEAR), last: keyAt(bottom + NEAR), atEdge: nearest < AT_EDGE, following };
}

/**
 * The messages with the headings between them. A function of its own, because the closures of the view share one scope for as long as it
 * lives: an element in there would keep all that were ever drawn.
 */
function entries(
  props: TimelineViewProps, messages: readonly Message[], conversation: Conversation | undefined, readAtOpen: { readonly at: number; readonly unread: number },
): JSX.Element[] {
  const { timeline } = props;
  const items: JSX.Element[] = [];
  let unreadShown = readAtOpen.unread === 0;
  const days: number[] = [];
  let dayEnd = 0;
  for (const { at } of messages) { // a day is looked up once, not for each of its messages
    const same = days.length > 0 && at >= days.at(-1)! && at < dayEnd;
    days.push(same ? days.at(-1)! : dayOf(at));
    if (!same) dayEnd = dayOf(days.at(-1)! + 36 * 3_600_000); // midnight, also where the clocks change
  }
  const joins = (a: number, b: number): boolean => days[a] === days[b] && messages[a]!.author === messages[b]!.author && messages[b]!.at - messages[a]!.at < GROUP_MILLIS;
  // The outermost is there to know what its neighbour continues: what is drawn changes only when the message does.
  const from = timeline.moreBefore.value && !timeline.atStart.value && messages.length > 1 ? 1 : 0;
  const to = timeline.atEnd.value || messages.length < 2 ? messages.length : messages.length - 1;
  for (let i = from; i < to; i++) {
    const message = messages[i]!;
    const before = messages[i - 1];
    const newDay = days[i - 1] !== days[i];
    if (newDay) items.push(<li key={`day-${days[i]}`} class="divider"><span>{day(message.at)}</span></li>);
    let divided = newDay;
    if (!unreadShown && !message.outgoing && message.at > readAtOpen.at && (before !== undefined || timeline.atStart.value)) {
      unreadShown = true;
      divided = true;
      items.push(<li key="unread" class="divider divider-unread"><span>{t('chat.unread', { count: readAtOpen.unread })}</span></li>);
    }
    items.push(
      <Bubble key={message.key} message={message} tick={tickOf(message, conversation)} first={i === 0 ? timeline.atStart.value : divided || !joins(i - 1, i)} last={i + 1 === messages.length || !joins(i, i + 1)}
        found={message.key === props.found} mark={props.mark}
        onReply={props.onReply} onJump={props.onJump} onPickReaction={props.onPickReaction} onMenu={props.onMenu} />,
    );
  }
  return items;
}
