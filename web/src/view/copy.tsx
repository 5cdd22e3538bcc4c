/** Copying: everywhere the same word, also for who hears it while a window lies over the page. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n';
import { say } from './context';
import { Icon } from './icons';

/** False where the browser does not let us: without a secure origin it has no clipboard. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    say(t('message.copied'));
    return true;
  } catch {
    say(t('message.notCopied'), 'error');
    return false;
  }
}

export interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  /** With its label written, or else an icon. */
  readonly look?: 'words' | 'first';
}

export function CopyButton({ text, label, look }: CopyButtonProps): JSX.Element {
  const [told, setTold] = useState('');
  useEffect(() => setTold(''), [text]);
  const run = (): void => {
    setTold('');
    void copy(text).then((done) => setTold(t(done ? 'message.copied' : 'message.notCopied')));
  };
  return (
    <>
      <button type="button" class={look === undefined ? 'icon-button' : look === 'first' ? 'button button-primary' : 'button'} aria-label={look === undefined ? label : undefined} title={look === undefined ? label : undefined} onClick={run}>
        <Icon name="copy" size={18} />{look !== undefined && label}
      </button>
      <span class="hidden" role="status">{told}</span>
    </>
  );
}

export function CopyLine({ text, label }: { text: string; label: string }): JSX.Element {
  return <div class="copy-line"><code>{text}</code><CopyButton text={text} label={label} /></div>;
}
