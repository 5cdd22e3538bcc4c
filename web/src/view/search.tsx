/** Searching what was said: on this device, in the archive where the server can, else in what is fetched from it. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { excerpt } from '../model/styling';
import type { Message } from '../model/types';
import { Avatar } from './avatar';
import { attempt, useSession } from './context';
import { Empty, Spinner } from './dialog';
import { useFocusAgain } from './focus';
import { recent, shortDate } from './format';
import { Icon } from './icons';

/** How long one must pause before the search begins. */
const PAUSE_MILLIS = 250;

/** Most hits that are shown. */
const MOST = 100;

export interface Search {
  readonly results: readonly Message[];
  readonly busy: boolean;
  /** Conversations of which the archive may have more than this device. */
  readonly older: readonly string[];
  /** While older messages are fetched: how far back that is. */
  readonly reached: number | 'begun' | undefined;
  /** Fetches what is older until something is found. */
  readonly searchBack: () => void;
  readonly stop: () => void;
}

export function useSearch(text: string, peer: string | undefined): Search {
  const session = useSession();
  const [results, setResults] = useState<readonly Message[]>([]);
  const [searched, setSearched] = useState<string | undefined>(undefined);
  const [reached, setReached] = useState<Search['reached']>(undefined);
  const going = useRef<AbortController | undefined>(undefined);
  const query = text.trim();
  const asked = `${peer ?? ''}\n${query}`;
  const busy = query.length >= 2 && searched !== asked; // from the first letter on, not from when the search begins
  const stop = (): void => {
    going.current?.abort();
    going.current = undefined;
    setReached(undefined);
  };
  useEffect(() => {
    if (query.length < 2) {
      setResults([]);
      setSearched(undefined);
      return undefined;
    }
    let gone = false;
    setSearched(undefined);
    const timer = setTimeout(() => {
      const take = (found: readonly Message[]): void => {
        if (!gone) setResults(found);
      };
      void session.search(query, peer).then(take)
        .then(() => session.actions.searchArchive(query, peer)).then(take, () => undefined)
        .finally(() => { if (!gone) setSearched(asked); });
    }, PAUSE_MILLIS);
    return () => {
      gone = true;
      clearTimeout(timer);
      stop();
    };
  }, [query, peer, session]);

  const { value: conversations } = session.state.conversations;
  const older = (peer === undefined ? [...conversations.values()].sort((a, b) => b.activeAt - a.activeAt) : [conversations.get(peer)])
    .flatMap((c) => (c && !c.complete ? [c.peer] : []));
  const goBack = async (signal: AbortSignal): Promise<void> => {
    for (const one of older) {
      for await (const at of session.further(one)) {
        const found = await session.search(query, peer);
        if (signal.aborted) return;
        setResults(found);
        if (found.length > results.length || found.length >= MOST) return;
        if (at !== undefined) setReached(at);
      }
    }
  };
  const searchBack = (): void => {
    stop();
    const control = new AbortController();
    going.current = control;
    setReached('begun');
    void attempt(goBack(control.signal)).finally(() => {
      if (going.current === control) stop();
    });
  };
  return { results, busy, older: query.length < 2 || busy || results.length >= MOST ? [] : older, reached, searchBack, stop };
}

/** Says that there may be more than what was searched, and offers to look there. */
export function Older({ search }: { search: Search }): JSX.Element | null {
  const { older, reached, searchBack, stop } = search;
  if (older.length === 0 && reached === undefined) return null;
  return (
    <div class="search-older">
      <p class="note" role="status">{reached === undefined ? t('search.deviceOnly') : reached === 'begun' ? t('search.fetching') : t('search.reached', { date: shortDate(reached) })}</p>
      {reached === undefined
        ? <button type="button" class="button" onClick={searchBack}><Icon name="search" size={18} />{t('search.older')}</button>
        : <button type="button" class="button" onClick={stop}><Spinner />{t('search.stop')}</button>}
    </div>
  );
}

/** Most of a message that is looked at for its hit. */
const MAX_LINE = 4000;

/** A line of a text with the hit in sight. */
export function hitExcerpt(text: string, query: string): { before: string; hit: string; after: string } {
  const line = excerpt(text, MAX_LINE);
  const at = line.toLowerCase().indexOf(query.trim().toLowerCase());
  if (at < 0) return { before: line.slice(0, 200), hit: '', after: '' };
  const start = Math.max(0, at - 24);
  return { before: (start > 0 ? '…' : '') + line.slice(start, at), hit: line.slice(at, at + query.trim().length), after: line.slice(at + query.trim().length, at + 120) };
}

export function Hit({ message, query, withPeer, onPick }: { message: Message; query: string; withPeer: boolean; onPick: () => void }): JSX.Element {
  const { state } = useSession();
  const jid = withPeer ? message.peer : message.author;
  const { before, hit, after } = hitExcerpt(message.body || message.file?.name || '', query);
  return (
    <li>
      <button type="button" class="row" onClick={onPick}>
        <Avatar jid={jid} size={withPeer ? 48 : 36} />
        <span class="row-text">
          <span class="row-top"><span class="row-name">{withPeer || !message.outgoing ? state.nameOf(jid) : t('you')}</span><time class="row-time">{recent(message.at)}</time></span>
          <span class="row-bottom"><span class="row-preview">{withPeer && message.outgoing && `${t('list.you')} `}{before}<mark>{hit}</mark>{after}</span></span>
        </span>
      </button>
    </li>
  );
}

export function SearchPanel({ peer, onPick, onClose }: { peer: string; onPick: (message: Message, text: string) => void; onClose: () => void }): JSX.Element {
  const { state } = useSession();
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const search = useSearch(text, peer);
  const { results, busy } = search;
  const panel = useRef<HTMLDivElement>(null);
  useFocusAgain(panel, input);
  return (
    <div ref={panel} class="search-panel" role="search" onKeyDown={(e) => {
      if (e.key !== 'Escape') return;
      e.stopPropagation();
      onClose();
    }}>
      <div class="search-line">
        <div class="search-box"><Icon name="search" size={18} />
          <input ref={input} type="search" value={text} placeholder={t('chat.searchIn', { name: state.nameOf(peer) })} aria-label={t('chat.searchIn', { name: state.nameOf(peer) })}
            onInput={(e) => setText(e.currentTarget.value)} />
          {busy && <Spinner />}
        </div>
        <button type="button" class="icon-button" aria-label={t('action.close')} onClick={onClose}><Icon name="close" /></button>
      </div>
      {text.trim().length >= 2 && !busy && results.length === 0 && <Empty icon="search" title={t('list.noHits')} />}
      {results.length > 0 && (
        <ul class="rows search-results" aria-label={t('chat.results', { count: results.length })}>
          {results.map((m) => <Hit key={m.key} message={m} query={text} withPeer={false} onPick={() => onPick(m, text.trim())} />)}
        </ul>
      )}
      <Older search={search} />
    </div>
  );
}
