/** One XMPP stream over WebSocket, RFC 7395: framing, features, and elements either awaited one by one or handed on. */
import { StreamError } from './errors';
import { FRAMING, STREAM, STREAM_ERRORS } from './ns';
import type { OpenTransport, Transport } from './transport';
import { el, parse, serialize, XmlError, type XmlElement } from './xml';

/** How long the server may take for one step of the negotiation. */
export const STEP_TIMEOUT_MILLIS = 20_000;

export class Stream {
  private readonly transport: Transport;
  private readonly pending: XmlElement[] = [];
  private waiting: { resolve: (e: XmlElement) => void; reject: (e: Error) => void; timer: ReturnType<typeof setTimeout> } | undefined;
  private handler: ((element: XmlElement) => void) | undefined;
  private ended: StreamError | undefined;
  private closing = false;
  private readonly opened: Promise<void>;
  /** Called once when the stream is over, for whatever reason. */
  onEnd: (reason: StreamError) => void = () => undefined;
  /** Called with each frame, for those who look at the wire. */
  onWire: (direction: 'in' | 'out', xml: string) => void = () => undefined;
  id = '';

  /** Whether nobody else can read it. */
  readonly secure: boolean;
  /** Whether the connection came about, so that something may have been sent. */
  stood = false;

  constructor(open: OpenTransport, url: string, private readonly domain: string) {
    this.secure = url.startsWith('wss:');
    this.transport = open(url);
    this.opened = new Promise((resolve, reject) => {
      this.transport.onOpen = () => {
        this.stood = true;
        resolve();
      };
      this.transport.onClose = () => {
        const reason = this.ended ?? new StreamError(this.closing ? 'closed' : 'unreachable');
        reject(reason);
        this.end(reason);
      };
    });
    this.opened.catch(() => undefined);
    this.transport.onText = (text) => this.receive(text);
  }

  /** Opens the stream, or after login opens it anew, and gives its features. What goes ahead does not wait for them. */
  async open(from?: string, ahead?: XmlElement): Promise<XmlElement> {
    const timer = setTimeout(() => this.fail(new StreamError('connection-timeout')), STEP_TIMEOUT_MILLIS);
    try {
      await this.opened;
    } finally {
      clearTimeout(timer);
    }
    this.send(el('open', FRAMING, { to: this.domain, from, version: '1.0' }));
    if (ahead) this.send(ahead);
    const header = await this.next();
    if (!header.is('open', FRAMING)) throw this.fail(new StreamError('invalid-xml'));
    this.id = header.attr('id') ?? '';
    const features = await this.next();
    if (!features.is('features', STREAM)) throw this.fail(new StreamError('invalid-xml'));
    return features;
  }

  send(element: XmlElement): void {
    this.sendText(serialize(element));
  }

  sendText(xml: string): void {
    if (this.ended) return;
    this.onWire('out', xml);
    this.transport.send(xml);
  }

  /** The next element; used during negotiation only. */
  next(): Promise<XmlElement> {
    const ready = this.pending.shift();
    if (ready) return Promise.resolve(ready);
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(new StreamError('connection-timeout')), STEP_TIMEOUT_MILLIS);
      this.waiting = { resolve, reject, timer };
    });
  }

  /** Negotiation is over: from now on each element goes to the handler, those that came already first. */
  deliver(handler: (element: XmlElement) => void): void {
    this.handler = handler;
    for (const element of this.pending.splice(0)) handler(element);
  }

  /** Says goodbye, RFC 7395 section 3.6. */
  close(): void {
    if (this.ended) return;
    this.closing = true;
    this.send(el('close', FRAMING));
    setTimeout(() => this.abort('closed'), 1000);
  }

  /** Ends at once, without a word: the session stays resumable. */
  abort(condition = 'aborted'): void {
    this.fail(new StreamError(condition));
  }

  private fail(reason: StreamError): StreamError {
    this.transport.close();
    this.end(reason);
    return reason;
  }

  private end(reason: StreamError): void {
    if (this.ended) return;
    this.ended = reason;
    if (this.waiting) {
      clearTimeout(this.waiting.timer);
      this.waiting.reject(reason);
      this.waiting = undefined;
    }
    this.onEnd(reason);
  }

  private receive(text: string): void {
    if (this.ended) return;
    this.onWire('in', text);
    if (text.trim() === '') return;
    let element: XmlElement;
    try {
      element = parse(text);
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      this.fail(new StreamError('not-well-formed', error.message));
      return;
    }
    if (element.is('error', STREAM)) {
      const condition = element.elements.find((e) => e.ns === STREAM_ERRORS && e.name !== 'text');
      this.fail(new StreamError(condition?.name ?? 'undefined-condition', element.textOf('text', STREAM_ERRORS) ?? ''));
    } else if (element.is('close', FRAMING)) {
      if (!this.closing) this.send(el('close', FRAMING));
      this.fail(new StreamError('closed'));
    } else if (this.handler) {
      this.handler(element);
    } else if (this.waiting) {
      const { resolve, timer } = this.waiting;
      this.waiting = undefined;
      clearTimeout(timer);
      resolve(element);
    } else {
      this.pending.push(element);
    }
  }
}
