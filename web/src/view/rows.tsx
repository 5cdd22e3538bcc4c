/** A list of rows of one height, of which only those are drawn that are seen or nearly so. */
import type { JSX } from 'preact';
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Height of a row until one was measured, in CSS pixels. */
const GUESS = 68;
/** Rows drawn beyond the visible ones at either side; also how far one scrolls until others are drawn. */
const SPARE = 8;

export interface RowsProps {
  readonly label: string;
  readonly keys: readonly string[];
  /** The row that must come into view when it becomes another. */
  readonly open: string | undefined;
  /** Draws a row's content, inside its list item. */
  readonly row: (key: string) => JSX.Element;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

export function Rows({ label, keys, open, row }: RowsProps): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const height = useRef(GUESS);
  const [range, setRange] = useState<Range>(() => ({ from: 0, to: Math.ceil(innerHeight / GUESS) + SPARE }));
  /** What has the focus stays drawn, wherever it is: else the focus would be lost by scrolling. */
  const [focused, setFocused] = useState<string | undefined>(undefined);

  const look = useCallback(() => {
    const rows = list.current!;
    const box = rows.parentElement!;
    const first = rows.firstElementChild;
    if (first) height.current = first.getBoundingClientRect().height || GUESS;
    const above = Math.floor((box.scrollTop - rows.offsetTop + box.offsetTop) / height.current / SPARE) * SPARE;
    const from = Math.max(0, above - SPARE);
    const to = Math.max(0, above) + Math.ceil(box.clientHeight / height.current / SPARE) * SPARE + 2 * SPARE;
    setRange((before) => (before.from === from && before.to === to ? before : { from, to }));
  }, []);

  useLayoutEffect(() => {
    const box = list.current!.parentElement!;
    const observer = new ResizeObserver(look);
    observer.observe(box);
    box.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, [look]);

  useLayoutEffect(() => {
    const index = open === undefined ? -1 : keys.indexOf(open);
    if (index < 0) return;
    const rows = list.current!;
    const box = rows.parentElement!;
    const top = rows.offsetTop - box.offsetTop + index * height.current;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + height.current > box.scrollTop + box.clientHeight) box.scrollTop = top + height.current - box.clientHeight;
  }, [open]);

  const kept = focused === undefined ? -1 : keys.indexOf(focused);
  const to = Math.min(range.to, keys.length);
  const from = Math.min(range.from, to);
  const drawn = Array.from({ length: to - from }, (_, i) => from + i);
  if (kept >= 0 && kept < from) drawn.unshift(kept);
  else if (kept >= to) drawn.push(kept);

  return (
    <ul ref={list} class="rows" aria-label={label} style={{ height: `${keys.length * height.current}px` }}
      onFocusIn={(e) => setFocused((e.target as HTMLElement).closest<HTMLElement>('li')?.dataset['key'])} onFocusOut={() => setFocused(undefined)}>
      {drawn.map((index, i) => {
        const gap = index - (i === 0 ? 0 : drawn[i - 1]! + 1);
        return (
          <li key={keys[index]} class="row-item" data-key={keys[index]} aria-setsize={keys.length} aria-posinset={index + 1}
            style={{ marginTop: gap > 0 ? `${gap * height.current}px` : '' }}>{row(keys[index]!)}</li>
        );
      })}
    </ul>
  );
}
