/** The emoji picker: groups, search, and those used last. Tab stops once at the emoji, from there the arrows go on. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t, type Key } from '../i18n';
import { folded } from '../model/store';
import { EMOJI } from './emoji-data';
import type { PickerProps } from './emoji-button';

const RECENT_KEY = 'viavai.emoji';
const MAX_RECENT = 24;
const COLUMNS = 8;
const TABS: Readonly<Record<string, string>> = { smileys: '🙂', people: '👋', nature: '🐻', food: '🍎', travel: '🚗', activity: '⚽', objects: '💡', symbols: '✅' };

function recent(): readonly string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(RECENT_KEY) ?? '[]');
    return Array.isArray(list) ? list.filter((e): e is string => typeof e === 'string').slice(0, MAX_RECENT) : [];
  } catch {
    return [];
  }
}

export function EmojiPicker({ onPick }: PickerProps): JSX.Element {
  const [query, setQuery] = useState('');
  const [last] = useState(recent);
  const list = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);

  const pick = (emoji: string): void => {
    localStorage.setItem(RECENT_KEY, JSON.stringify([emoji, ...last.filter((e) => e !== emoji)].slice(0, MAX_RECENT)));
    onPick(emoji);
  };
  const needle = folded(query.trim());
  const split = (entry: string): [string, string] => [entry.slice(0, entry.indexOf(' ')), entry.slice(entry.indexOf(' ') + 1)];
  const groups: [string, string, readonly (readonly [string, string])[]][] = needle === ''
    ? [...(last.length > 0 ? [['recent', t('emoji.recent'), last.map((e) => [e, e] as const)] as [string, string, readonly (readonly [string, string])[]]] : []),
      ...Object.entries(EMOJI).map(([id, list_]): [string, string, readonly (readonly [string, string])[]] => [id, t(`emoji.${id}` as Key), list_.map(split)])]
    : [['found', t('emoji.found'), Object.values(EMOJI).flat().map(split).filter(([, words]) => needle.split(' ').every((n) => words.includes(n)))]];

  const onKeyDown = (event: KeyboardEvent): void => {
    const all = [...list.current!.querySelectorAll<HTMLElement>('.emoji')];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
    const step = steps[event.key];
    if (event.key === 'Enter' && at < 0 && all[0]) {
      event.preventDefault();
      all[0].click();
    } else if (step !== undefined && (at >= 0 || event.key === 'ArrowDown')) {
      event.preventDefault();
      const next = at < 0 ? 0 : at + step;
      if (next < 0) search.current!.focus();
      else all[Math.min(next, all.length - 1)]?.focus();
    }
  };

  return (
    <div class="emoji-picker" onKeyDown={onKeyDown}>
      <div class="search-box"><input ref={search} type="search" value={query} placeholder={t('emoji.search')} aria-label={t('emoji.search')} onInput={(e) => setQuery(e.currentTarget.value)} /></div>
      <div class="emoji-list" ref={list} tabIndex={-1}>
        {groups.map(([id, label, entries], place) => (
          <section key={id} data-group={id} aria-label={label}>
            <h3>{label}</h3>
            {entries.length === 0 && <p class="note">{t('emoji.none')}</p>}
            <div class="emoji-grid">
              {entries.map(([emoji, words], i) => <button key={emoji} type="button" tabIndex={place + i === 0 ? 0 : -1} class="emoji" title={words === emoji ? undefined : words} aria-label={words} onClick={() => pick(emoji)}>{emoji}</button>)}
            </div>
          </section>
        ))}
      </div>
      {needle === '' && (
        <div class="emoji-tabs">
          {Object.entries(TABS).map(([id, emoji]) => (
            <button key={id} type="button" class="emoji-tab" aria-label={t(`emoji.${id}` as Key)}
              onClick={() => {
                const group = list.current!.querySelector(`[data-group="${id}"]`);
                group?.scrollIntoView({ block: 'start' });
                group?.querySelector<HTMLElement>('.emoji')?.focus({ preventScroll: true });
              }}>{emoji}</button>
          ))}
        </div>
      )}
    </div>
  );
}
