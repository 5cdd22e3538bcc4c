/** The messages of one conversation that a tab shows: a window that grows and shrinks at both ends as the person scrolls. */
import { signal } from '@preact/signals';
import { ActionError, type Actions } from './actions';
import type { Store } from './store';
import { comparePosition, type Change, type Message } from './types';

/** Messages fetched in one step. */
export const STEP = 40;
/** Most that are held where no view says what is in sight. */
export const WINDOW = 100;
/** Messages that come into the window at once, unless somebody waits for them: drawing that many fits into a frame. */
const SLICE = 3;

/** The next frame, or at once where nothing is drawn. */
function frame(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof document === 'undefined' || document.visibilityState !== 'visible') setTimeout(resolve);
    else requestAnimationFrame(() => resolve());
  });
}

/** Where a person reads. */
export interface Sight {
  /** The outermost messages that are in sight or near it, by their keys. */
  readonly first: string;
  readonly last: string;
  /** Whether an edge of the window is nearly in sight. */
  readonly atEdge: boolean;
  /** Whether the view stands at the end, and goes with it when something comes. */
  readonly following: boolean;
}

let opened = 0;

export class Timeline {
  /** Tells one opening from the next. */
  readonly id = opened++;
  readonly messages = signal<readonly Message[]>([]);
  /** Whether the newest message is in the window. */
  readonly atEnd = signal(true);
  /** Whether nothing comes before the window. */
  readonly atStart = signal(false);
  /** Whether the cache has some that come before the window. */
  readonly moreBefore = signal(false);
  readonly loading = signal(false);
  readonly opened = signal(false);
  /** Asks the view what must stay where it is. */
  sight: () => Sight | undefined = () => undefined;
  private busy = false;
  private closed = false;
  /** What comes before a message, read before it is asked for. */
  private ahead: { readonly before: string; readonly found: Promise<Message[]> } | undefined;
  /** A message came that is not in the window, while the window grows. */
  private missed = false;

  constructor(
    readonly peer: string,
    private readonly store: Store,
    private readonly actions: Actions,
    private readonly complete: () => boolean,
  ) {}

  /** Shows the end, or the place around a message. */
  async open(around?: Message): Promise<void> {
    if (around) {
      const [before, after] = await Promise.all([
        this.store.before(this.peer, { at: around.at, seq: around.seq + 1 }, STEP),
        this.store.after(this.peer, around, STEP),
      ]);
      this.atEnd.value = after.length < STEP;
      this.atStart.value = false;
      this.moreBefore.value = before.length === STEP;
      this.messages.value = [...before, ...after];
    } else {
      this.atEnd.value = true;
      this.atStart.value = false;
      const last = await this.store.before(this.peer, undefined, STEP);
      this.moreBefore.value = last.length === STEP;
      this.messages.value = last;
    }
    this.opened.value = true;
    if (this.messages.value.length < STEP) await this.older();
  }

  close(): void {
    this.closed = true;
  }

  /** What comes before: from the cache, and when that has no more, from the archive. */
  async older(): Promise<void> {
    if (this.busy || this.atStart.value) return;
    this.busy = true;
    try {
      const first = this.messages.value[0];
      let found = await (this.ahead && this.ahead.before === first?.key ? this.ahead.found : this.store.before(this.peer, first, STEP));
      this.ahead = undefined;
      this.moreBefore.value = found.length === STEP;
      if (found.length === 0) {
        if (this.complete()) {
          this.atStart.value = true;
          return;
        }
        this.loading.value = true;
        const more = await this.actions.fetchHistory(this.peer);
        if (this.messages.value[0] !== first && this.messages.value.length >= STEP) return; // they came into an empty window by themselves
        found = await this.store.before(this.peer, this.messages.value[0], STEP);
        if (!more && found.length === 0) this.atStart.value = true;
      }
      // Who scrolls on wants these next.
      if (found.length === STEP) {
        this.ahead = { before: found[0]!.key, found: this.store.before(this.peer, found[0], STEP) };
        this.ahead.found.catch(() => undefined); // told to who asks for it
      }
      for (let end = found.length; end > 0 && !this.closed;) {
        if (end < found.length) await frame();
        const begin = Math.max(0, end - this.slice());
        this.prepend(found.slice(begin, end));
        end = begin;
      }
    } catch (error) {
      if (!(error instanceof ActionError)) throw error; // offline: the person scrolls again
    } finally {
      this.busy = false;
      this.loading.value = false;
    }
  }

  async newer(): Promise<void> {
    const last = this.messages.value.at(-1);
    if (this.busy || this.atEnd.value || !last) return;
    this.busy = true;
    try {
      let found: readonly Message[];
      do {
        this.missed = false;
        found = await this.store.after(this.peer, this.messages.value.at(-1) ?? last, STEP);
        for (let from = 0; from < found.length && !this.closed;) {
          if (from > 0) await frame();
          const next = from + this.slice();
          this.append(found.slice(from, next));
          from = next;
        }
      } while (this.missed && !this.closed);
      if (found.length < STEP) this.atEnd.value = true;
    } finally {
      this.busy = false;
    }
  }

  private slice(): number {
    return this.sight()?.atEdge === false ? SLICE : STEP;
  }

  private prepend(slice: readonly Message[]): void {
    const held = new Set(slice.map((m) => m.key));
    const all = [...slice, ...this.messages.value.filter((m) => !held.has(m.key))];
    const last = this.indexOf(all, this.sight()?.last);
    const end = last < 0 ? WINDOW : Math.max(STEP, last + 1);
    if (all.length > end) this.atEnd.value = false;
    this.messages.value = all.slice(0, end);
  }

  private append(slice: readonly Message[]): void {
    const held = new Set(slice.map((m) => m.key));
    this.dropBefore([...this.messages.value.filter((m) => !held.has(m.key)), ...slice], this.sight()?.first);
  }

  /** Drops what is above what must stay; where nothing must, all but the newest. */
  private dropBefore(all: readonly Message[], stays: string | undefined): void {
    const first = this.indexOf(all, stays);
    const begin = Math.max(0, first < 0 ? all.length - WINDOW : Math.min(first, all.length - STEP));
    if (begin > 0) {
      this.atStart.value = false;
      this.moreBefore.value = true;
    }
    this.messages.value = all.slice(begin);
  }

  private indexOf(all: readonly Message[], key: string | undefined): number {
    return key === undefined ? -1 : all.findIndex((m) => m.key === key);
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if ('peer' in change && change.peer === this.peer) this.ahead = undefined; // it may have been changed
      if (change.kind === 'messages' && change.peer === this.peer) this.merge(change.values);
      else if (change.kind === 'messageGone' && change.peer === this.peer) {
        this.messages.value = this.messages.value.filter((m) => m.key !== change.key);
      }
    }
  }

  private merge(values: readonly Message[]): void {
    const shown = new Map(this.messages.value.map((m) => [m.key, m]));
    const first = this.messages.value[0];
    let moved = false;
    for (const message of values) {
      const before = shown.get(message.key);
      const last = this.messages.value.at(-1);
      const inside = before !== undefined
        || (first === undefined ? this.opened.value : comparePosition(message, first) > 0 && (this.atEnd.value || (last !== undefined && comparePosition(message, last) < 0)));
      if (!inside) {
        this.missed = true;
        continue;
      }
      if (!before || comparePosition(before, message) !== 0) moved = true;
      shown.set(message.key, message);
    }
    const list = [...shown.values()];
    if (moved) list.sort(comparePosition);
    if (!this.atEnd.value || list.length <= WINDOW + STEP) {
      this.messages.value = list;
      return;
    }
    const sight = this.sight();
    const last = sight?.following ? -1 : this.indexOf(list, sight?.last);
    if (last >= 0 && last < list.length - WINDOW) { // far up: what is new does not take away what is read
      this.messages.value = list.slice(0, Math.max(WINDOW + STEP, last + 1));
      this.atEnd.value = false;
    } else this.dropBefore(list, sight?.following ? undefined : sight?.first);
  }
}
