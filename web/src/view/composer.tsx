/** Where one writes: text, emoji, files and voice. */
import type { JSX } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { settings } from '../model/settings';
import type { Message } from '../model/types';
import { randomId } from '../xmpp/bytes';
import { attempt, say, useSession } from './context';
import { EmojiButton } from './emoji-button';
import { bytes } from './format';
import { Icon } from './icons';
import { prepare } from './media';
import { canRecord, Recorder } from './recorder';

export interface ComposerProps {
  readonly peer: string;
  readonly replyTo: Message | undefined;
  readonly editing: Message | undefined;
  readonly onDone: () => void;
  readonly onEditLast: () => void;
}

/** After this pause the other side no longer sees us typing. */
const TYPING_MILLIS = 5_000;
/** How often typing is told anew. */
const TELL_MILLIS = 10_000;

export function useSendFiles(peer: string): (files: Iterable<File>) => void {
  const session = useSession();
  return useCallback((files) => {
    const limit = session.state.self.value?.uploadLimit;
    for (const picked of files) {
      void prepare(picked).then(({ file, details }) => {
        if (limit === 0) say(t('error.noUpload'), 'error');
        else if (file.size === 0) say(t('file.empty', { name: details.name }), 'error'); // no server takes one, XEP-0363 section 4
        else if (limit !== undefined && file.size > limit) say(t('file.tooLarge', { name: details.name, limit: bytes(limit, 'down') }), 'error');
        else void attempt(session.actions.sendFile(peer, file, details));
      });
    }
  }, [peer, session]);
}

export function Composer({ peer, replyTo, editing, onDone, onEditLast }: ComposerProps): JSX.Element {
  const session = useSession();
  const { state, actions } = session;
  const area = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(() => state.conversations.value.get(peer)?.draft ?? '');
  const [recording, setRecording] = useState(false);
  const latest = useRef(text);
  latest.current = text;
  const typing = useRef<{ told: number; timer: ReturnType<typeof setTimeout> | undefined }>({ told: 0, timer: undefined });
  const sendFiles = useSendFiles(peer);
  const name = state.nameOf(peer);

  // The draft is kept when one goes elsewhere, and shown in the list.
  useEffect(() => () => {
    clearTimeout(typing.current.timer);
    const draft = editingRef.current ? '' : latest.current;
    if ((state.conversations.value.get(peer)?.draft ?? '') !== draft) void actions.configure(peer, { draft }).catch(() => undefined);
  }, [peer]);
  const editingRef = useRef(editing);
  editingRef.current = editing;

  useEffect(() => {
    if (!matchMedia('(pointer: coarse)').matches) area.current?.focus();
  }, [peer, replyTo, recording]);

  useEffect(() => {
    if (!editing) return;
    setText(editing.body);
    area.current?.focus();
  }, [editing]);

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, Math.round(innerHeight * 0.35))}px`;
  }, [text, recording]);

  const tellTyping = (composing: boolean): void => {
    clearTimeout(typing.current.timer);
    if (composing) {
      typing.current.timer = setTimeout(() => tellTyping(false), TYPING_MILLIS);
      if (Date.now() - typing.current.told < TELL_MILLIS) return;
      typing.current.told = Date.now();
      void actions.typing(peer, true);
    } else if (typing.current.told > 0) {
      typing.current.told = 0;
      void actions.typing(peer, false);
    }
  };

  const send = (): void => {
    const body = text.replace(/\s+$/, '');
    if (body.trim() === '') return;
    clearTimeout(typing.current.timer);
    typing.current.told = 0; // the message itself says "active"
    setText('');
    latest.current = '';
    if (state.conversations.value.get(peer)?.draft) void actions.configure(peer, { draft: '' });
    const work = editing ? (body === editing.body ? Promise.resolve() : actions.editText(editing.key, body)) : actions.sendText(randomId(), peer, body, replyTo?.key);
    void attempt(work).then((sent) => { if (!sent) setText(body); });
    onDone();
    area.current?.focus();
  };

  const insert = (emoji: string): void => {
    const element = area.current!;
    const { selectionStart, selectionEnd } = element;
    setText(text.slice(0, selectionStart) + emoji + text.slice(selectionEnd));
    requestAnimationFrame(() => {
      element.focus();
      element.selectionStart = element.selectionEnd = selectionStart + emoji.length;
    });
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const touch = matchMedia('(pointer: coarse)').matches;
    const enter = event.key === 'Enter' && !event.shiftKey && !event.altKey;
    if (enter && (event.ctrlKey || event.metaKey || (settings.value.enterSends && !touch))) {
      event.preventDefault();
      send();
    } else if (event.key === 'ArrowUp' && text === '' && !editing) {
      event.preventDefault();
      onEditLast();
    } else if (event.key === 'Escape' && (editing || replyTo)) {
      event.preventDefault();
      event.stopPropagation();
      if (editing) setText('');
      onDone();
    }
  };

  const onPaste = (event: ClipboardEvent): void => {
    const pasted = [...event.clipboardData?.files ?? []];
    if (pasted.length === 0) return;
    event.preventDefault();
    sendFiles(pasted);
  };

  if (recording) {
    return (
      <div class="composer">
        <Recorder onCancel={() => setRecording(false)} onRecorded={(file, details) => {
          setRecording(false);
          void attempt(actions.sendFile(peer, file, details));
        }} />
      </div>
    );
  }

  const about = editing ?? replyTo;
  const uploads = state.self.value?.uploadLimit !== 0;
  return (
    <div class="composer">
      {about && (
        <div class="composer-about">
          <Icon name={editing ? 'edit' : 'reply'} size={18} />
          <div class="composer-quote">
            <strong>{editing ? t('composer.editing') : t('composer.replying', { name: about.outgoing ? t('you') : state.nameOf(about.author) })}</strong>
            <span>{about.body || about.file?.name}</span>
          </div>
          <button type="button" class="icon-button" aria-label={t('action.cancel')} onClick={() => {
            if (editing) setText('');
            onDone();
            area.current?.focus();
          }}><Icon name="close" size={18} /></button>
        </div>
      )}
      <form class="composer-row" onSubmit={(e) => { e.preventDefault(); send(); }}>
        {uploads && (
          <button type="button" class="icon-button" aria-label={t('composer.attach')} onClick={() => files.current!.click()}><Icon name="attach" /></button>
        )}
        <input ref={files} type="file" multiple hidden aria-hidden="true" tabIndex={-1} onChange={(e) => {
          sendFiles([...e.currentTarget.files ?? []]);
          e.currentTarget.value = '';
        }} />
        <div class="composer-box">
          <textarea ref={area} rows={1} value={text} dir="auto" aria-label={t('composer.label', { name })} placeholder={t('composer.placeholder')}
            enterkeyhint={settings.value.enterSends ? 'send' : 'enter'} onKeyDown={onKeyDown} onPaste={onPaste}
            onInput={(e) => {
              setText(e.currentTarget.value);
              if (!editing) tellTyping(e.currentTarget.value !== '');
            }} />
          <EmojiButton onPick={insert} />
        </div>
        {text.trim() !== '' || !uploads || !canRecord()
          ? <button type="submit" class="send-button" aria-label={t(editing ? 'composer.save' : 'composer.send')} disabled={text.trim() === ''}><Icon name={editing ? 'check' : 'send'} /></button>
          : <button type="button" class="icon-button" aria-label={t('composer.voice')} onClick={() => setRecording(true)}><Icon name="mic" /></button>}
      </form>
    </div>
  );
}
