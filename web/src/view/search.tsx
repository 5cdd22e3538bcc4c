/** Searching what was said: on this device, and in the archive where the server can. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { excerpt } from '../model/styling';
import type { Message } from '../model/types';
import { Avatar } from './avatar';
import { useSession } from './context';
import { Empty, Spinner } from './dialog';
import { recent } from './format';
import { Icon } from './icons';

/** How long one must pause before the search begins. */
const PAUSE_MILLIS = 250;

export function useSearch(text: string, peer: string | undefined): { results: readonly Message[]; busy: boolean } {
  const session = useSession();
  const [results, setResults] = useState<readonly Message[]>([]);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const query = text.trim();
    if (query.length < 2) {
      setResults([]);
      setBusy(false);
      return undefined;
    }
    let gone = false;
    setBusy(true);
    const timer = setTimeout(() => {
      const take = (found: readonly Message[]): void => {
        if (!gone) setResults(found);
      };
      void session.search(query, peer).then(take)
        .then(() => session.actions.searchArchive(query, peer)).then(take, () => undefined)
        .finally(() => { if (!gone) setBusy(false); });
    }, PAUSE_MILLIS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [text, peer, session]);
  return { results, busy };
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
  const { results, busy } = useSearch(text, peer);
  useEffect(() => input.current?.focus(), []);
  return (
    <div class="search-panel" role="search" onKeyDown={(e) => {
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
    </div>
  );
}
