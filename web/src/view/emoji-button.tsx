/** The button that opens the emoji picker; the picker itself is loaded when first asked for. */
import type { ComponentType, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { Spinner } from './dialog';
import { focusAgain, keepInside } from './focus';
import { Icon } from './icons';
import { fetchPart } from './lazy';

export interface PickerProps {
  readonly onPick: (emoji: string) => void;
}

let loaded: ComponentType<PickerProps> | undefined;

export function EmojiPopover({ at, onPick, onClose }: { at: { x: number; y: number }; onPick: (emoji: string) => void; onClose: () => void }): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);
  const [Picker, setPicker] = useState<ComponentType<PickerProps> | undefined>(() => loaded);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const before = document.activeElement;
    if (!loaded) {
      void fetchPart(() => import('./emoji')).then((module) => {
        loaded = module.EmojiPicker;
        setPicker(() => loaded);
      });
    }
    const popover = ref.current!;
    const outside = (event: Event): void => {
      if (!popover.contains(event.target as Node)) close.current();
    };
    document.addEventListener('pointerdown', outside, true);
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      focusAgain(before, popover);
    };
  }, []);
  useEffect(() => ref.current!.querySelector('input')?.focus(), [Picker]);
  const width = Math.min(352, innerWidth - 16);
  const height = Math.min(380, innerHeight - 16);
  const left = Math.max(8, Math.min(at.x, innerWidth - width - 8));
  const top = at.y + height > innerHeight - 8 ? Math.max(8, at.y - height - 44) : at.y;
  return (
    <div ref={ref} class="emoji-popover" role="dialog" aria-label={t('emoji.title')} style={{ left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` }}
      onKeyDown={(e) => {
        keepInside(e, ref.current!);
        if (e.key !== 'Escape') return;
        e.stopPropagation();
        onClose();
      }}>
      {Picker ? <Picker onPick={(emoji) => { onClose(); onPick(emoji); }} /> : <Spinner />}
    </div>
  );
}

export function EmojiButton({ onPick }: PickerProps): JSX.Element {
  const [at, setAt] = useState<{ x: number; y: number } | undefined>(undefined);
  return (
    <>
      <button type="button" class="icon-button" aria-label={t('composer.emoji')} aria-haspopup="dialog" aria-expanded={at !== undefined} onClick={(e) => {
        const box = e.currentTarget.getBoundingClientRect();
        setAt({ x: box.right - 352, y: box.bottom });
      }}><Icon name="smile" /></button>
      {at && <EmojiPopover at={at} onPick={onPick} onClose={() => setAt(undefined)} />}
    </>
  );
}
