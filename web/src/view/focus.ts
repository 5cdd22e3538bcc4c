/** Where the focus goes when one goes by keyboard: it stays in what is open, comes back to what opened it, and is never lost. */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), select:not(:disabled), summary, audio[controls], video[controls], [tabindex]';

/** What Tab stops at inside an element, in order. */
function stops(root: Element): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((e) => e.tabIndex >= 0 && e.getClientRects().length > 0);
}

/** Tab goes round inside of it. */
export function keepInside(event: KeyboardEvent, root: Element): void {
  if (event.key !== 'Tab' || event.altKey || event.ctrlKey || event.metaKey) return;
  const all = stops(root);
  const end = event.shiftKey ? all[0] : all.at(-1);
  const now = document.activeElement;
  if (!end || (now && now !== end && root.contains(now) && now !== root)) return;
  event.preventDefault();
  (event.shiftKey ? all.at(-1) : all[0])?.focus();
}

/** What got the focus because that which had it is gone: it holds it for who knows a better place. */
let standIn: Element | undefined;

/**
 * Gives the focus back to what opened `from`, unless something else has it by now: what was picked may have put it there, and
 * this runs when everything is drawn. A button that shows only beside the pointer hands it on to what it belongs to.
 */
export function focusAgain(before: Element | null, from: Element): void {
  const now = document.activeElement;
  if (now && now !== document.body && now !== standIn && !from.contains(now)) return;
  if (!(before instanceof HTMLElement) || !before.isConnected) return;
  before.focus();
  if (document.activeElement !== before) (before.closest('li')?.querySelector<HTMLElement>('a') ?? before.closest<HTMLElement>('li'))?.focus();
}

/** Who has just signed in goes on at the list of conversations, or where there is none yet at what begins one. */
export function focusList(root: Element): void {
  if (document.activeElement !== document.body) return;
  const first = ['a.row', '.empty button', 'button'].map((what) => root.querySelector<HTMLElement>(`.side ${what}`)).find((found) => found);
  first?.focus({ preventScroll: true });
}

/** For what opens beside the page: the focus goes into it, and when it is gone back to what opened it. */
export function useFocusAgain(ref: RefObject<HTMLElement | null>, first: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const before = document.activeElement;
    const from = ref.current!;
    first.current?.focus();
    return () => focusAgain(before, from);
  }, []);
}

/**
 * What has the focus may go by its own doing, as a request that was accepted: then what stands in its place gets it. A button that cannot be
 * pressed while it works has it again afterwards.
 */
export function keepFocus(root: Element): () => void {
  let last: Element | undefined;
  const remember = (event: Event): void => {
    last = event.target as Element;
    if (standIn !== last) standIn = undefined;
  };
  const forget = (event: Event): void => { if (!last?.contains(event.target as Node)) last = undefined; }; // pressed elsewhere: given up
  const observer = new MutationObserver((records) => {
    const lost = last;
    if (!lost || (document.activeElement !== document.body && document.activeElement !== null)) return;
    if (lost.isConnected) {
      if (lost instanceof HTMLButtonElement && !lost.disabled) lost.focus();
      return;
    }
    last = undefined;
    const record = records.find((r) => [...r.removedNodes].some((n) => n.contains(lost)));
    if (!record) return;
    const near = [record.nextSibling, record.previousSibling, record.target];
    for (let up = record.target.parentElement; up && root.contains(up); up = up.parentElement) near.push(up);
    const touch = matchMedia('(pointer: coarse)').matches;
    for (const node of near) {
      if (!(node instanceof HTMLElement) || !node.isConnected) continue;
      const all = node.matches(FOCUSABLE) ? [node, ...stops(node)] : stops(node);
      const stop = all.find((e) => !touch || !e.matches('input, textarea')); // which would bring up the keys
      standIn = stop;
      stop?.focus({ preventScroll: true });
      if (stop && document.activeElement === stop) return;
    }
  });
  root.addEventListener('focusin', remember);
  root.addEventListener('pointerdown', forget, true);
  observer.observe(root, { childList: true, subtree: true, attributeFilter: ['disabled'] });
  return () => {
    root.removeEventListener('focusin', remember);
    root.removeEventListener('pointerdown', forget, true);
    observer.disconnect();
  };
}
