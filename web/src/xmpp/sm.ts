/** Stream management, XEP-0198: what was sent and not yet acknowledged, and counts that wrap at 2^32. Knows no network. */

const WRAP = 2 ** 32;

/** Most stanzas kept for re-sending. Beyond it the caller must wait for acknowledgements. */
export const MAX_UNACKED = 5000;

export interface Sent {
  readonly xml: string;
  /** Given back when the server has acknowledged it. */
  readonly tag: string | undefined;
}

export class StreamManagement {
  id = '';
  /** Whether the server offered resumption. */
  resumable = false;
  private received = 0;
  private ackedByServer = 0;
  private queue: Sent[] = [];

  /** h: how many stanzas of the server we handled. */
  get h(): number {
    return this.received;
  }

  get unacked(): readonly Sent[] {
    return this.queue;
  }

  get full(): boolean {
    return this.queue.length >= MAX_UNACKED;
  }

  countReceived(): void {
    this.received = (this.received + 1) % WRAP;
  }

  sent(stanza: Sent): void {
    this.queue.push(stanza);
  }

  /** Takes the server's h; gives the stanzas it newly covers. An h that covers more than was sent is refused (section 4). */
  acked(h: number): Sent[] {
    if (!Number.isInteger(h) || h < 0 || h >= WRAP) throw new RangeError('h out of range');
    const count = (h - this.ackedByServer + WRAP) % WRAP;
    if (count > this.queue.length) throw new RangeError('h acknowledges more than was sent');
    this.ackedByServer = h;
    return this.queue.splice(0, count);
  }

  /** Section 5: the stream is resumed; gives what was lost, to be sent again in order. */
  resumed(h: number): { acked: Sent[]; again: readonly Sent[] } {
    return { acked: this.acked(h), again: [...this.queue] };
  }

  /** A new session begins; gives what the old one left without acknowledgement. */
  restart(id: string, resumable: boolean): Sent[] {
    const left = this.queue;
    this.queue = [];
    this.received = 0;
    this.ackedByServer = 0;
    this.id = id;
    this.resumable = resumable;
    return left;
  }
}
