/** Windows over the page, menus, and short notes. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { toasts } from './context';
import { focusAgain, keepInside } from './focus';
import { Icon, type IconName } from './icons';

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** Wide for tables, the whole window for a picture. */
  readonly look?: 'wide' | 'picture';
}

/** The browser's own dialog: focus stays inside, Escape closes, the rest is inert. */
export function Dialog({ title, onClose, children, look }: DialogProps): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current!;
    const before = document.activeElement;
    if (!dialog.open) dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-first]')?.focus(); // it asked before the dialog was shown
    return () => {
      dialog.close();
      focusAgain(before, dialog);
    };
  }, []);
  return (
    <dialog ref={ref} class={look ? `dialog dialog-${look}` : 'dialog'} aria-labelledby={id}
      onCancel={(e) => { e.preventDefault(); onClose(); }} onKeyDown={(e) => {
        keepInside(e, ref.current!);
        if (e.key === 'Escape') e.stopPropagation(); // it is for this one, not for what is below
      }}
      onMouseDown={(e) => { if (e.target === ref.current) onClose(); }}>
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="icon-button" aria-label={t('action.close')} onClick={onClose}><Icon name="close" /></button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

export interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly danger?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function Confirm({ title, text, action, danger, onConfirm, onClose }: ConfirmProps): JSX.Element {
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="dialog-text">{text}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>{t('action.cancel')}</button>
        <button type="button" class={danger ? 'button button-danger' : 'button button-primary'} onClick={() => { onClose(); onConfirm(); }}>{action}</button>
      </div>
    </Dialog>
  );
}

export interface MenuItem {
  readonly label: string;
  readonly icon: IconName;
  readonly danger?: boolean;
  readonly run: () => void;
}

export interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
}

/** A menu at a point of the page; arrows move, Escape closes and gives the focus back. */
export function Menu({ label, items, at, onClose, children }: MenuProps): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    const menu = ref.current!;
    const box = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(8, Math.min(at.x, innerWidth - box.width - 8))}px`;
    menu.style.top = `${Math.max(8, at.y + box.height > innerHeight - 8 ? at.y - box.height : at.y)}px`;
  }, [at.x, at.y]);
  useEffect(() => {
    const before = document.activeElement;
    const menu = ref.current!;
    menu.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const outside = (event: Event): void => {
      if (!menu.contains(event.target as Node)) close.current();
    };
    document.addEventListener('pointerdown', outside, true);
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      focusAgain(before, menu);
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = [...ref.current!.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const index = all.indexOf(document.activeElement as HTMLElement);
    const move = (to: number): void => {
      event.preventDefault();
      all[(to + all.length) % all.length]?.focus();
    };
    if (event.key === 'ArrowDown' || event.key === 'ArrowRight') move(index + 1);
    else if (event.key === 'ArrowUp' || event.key === 'ArrowLeft') move(index - 1);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(-1);
    else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    }
  };
  return (
    <div ref={ref} class="menu" role="menu" aria-label={label} onKeyDown={onKeyDown}>
      {children}
      {items.map((item) => (
        <button key={item.label} type="button" role="menuitem" tabIndex={-1} class={item.danger ? 'menu-item danger' : 'menu-item'}
          onClick={() => { onClose(); item.run(); }}>
          <Icon name={item.icon} />{item.label}
        </button>
      ))}
    </div>
  );
}

/** A button with a menu of its own. */
export function MenuButton({ label, items, icon = 'more' }: { label: string; items: readonly MenuItem[]; icon?: IconName }): JSX.Element {
  const [at, setAt] = useState<{ x: number; y: number } | undefined>(undefined);
  return (
    <>
      <button type="button" class="icon-button" aria-label={label} aria-haspopup="menu" aria-expanded={at !== undefined}
        onClick={(e) => {
          const box = e.currentTarget.getBoundingClientRect();
          setAt({ x: box.right - 220, y: box.bottom + 4 });
        }}><Icon name={icon} /></button>
      {at && <Menu label={label} items={items} at={at} onClose={() => setAt(undefined)} />}
    </>
  );
}

export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => <div key={toast.id} class={`toast toast-${toast.tone}`}>{toast.text}</div>)}
    </div>
  );
}

export function Switch({ label, note, checked, onChange }: { label: string; note?: string; checked: boolean; onChange: (on: boolean) => void }): JSX.Element {
  const id = useId();
  return (
    <div class="switch-row">
      <div>
        <label for={id}>{label}</label>
        {note && <p class="note">{note}</p>}
      </div>
      <input id={id} class="switch" type="checkbox" role="switch" checked={checked} onChange={(e) => onChange(e.currentTarget.checked)} />
    </div>
  );
}

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly type?: 'text' | 'password' | 'email' | 'url';
  readonly note?: string;
  readonly error?: string | undefined;
  readonly autoComplete?: string;
  readonly autoFocus?: boolean;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly suffix?: string;
  readonly name?: string;
  readonly placeholder?: string;
}

export function TextField(props: TextFieldProps): JSX.Element {
  const id = useId();
  const ref = useRef<HTMLInputElement>(null);
  const [visible, setVisible] = useState(false);
  const password = props.type === 'password';
  useEffect(() => {
    if (props.autoFocus) ref.current?.focus();
  }, []);
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <div class={props.error ? 'input input-wrong' : 'input'}>
        <input ref={ref} id={id} name={props.name} type={(password && visible ? 'text' : props.type ?? 'text') as 'text'} value={props.value} required={props.required ?? false} readOnly={props.readOnly ?? false}
          autoComplete={props.autoComplete ?? 'off'} placeholder={props.placeholder} data-first={props.autoFocus} spellcheck={false} autoCapitalize="none"
          aria-invalid={props.error !== undefined} aria-describedby={props.error || props.note ? `${id}-note` : undefined}
          onInput={(e) => props.onInput(e.currentTarget.value)} />
        {props.suffix && <span class="suffix">{props.suffix}</span>}
        {password && (
          <button type="button" class="icon-button" aria-label={t(visible ? 'password.hide' : 'password.show')} aria-pressed={visible} onClick={() => setVisible(!visible)}>
            <Icon name="eye" />
          </button>
        )}
      </div>
      {(props.error ?? props.note) && <p id={`${id}-note`} class={props.error ? 'note note-error' : 'note'}>{props.error ?? props.note}</p>}
    </div>
  );
}

export function Empty({ icon, title, text, children }: { icon: IconName; title: string; text?: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <span class="empty-icon"><Icon name={icon} size={32} /></span>
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}

export function Spinner(): JSX.Element {
  return <span class="spinner" role="status" aria-label={t('state.loading')} />;
}
