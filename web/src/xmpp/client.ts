/**
 * A connection to one account that stays up: logs in, resumes what broke (XEP-0198), else begins anew, and answers iqs.
 * Everything else (roster, archive, ...) is a module on top of it.
 */
import { randomId } from './bytes';
import { Emitter } from './emitter';
import { LoginError, StanzaError, StreamError } from './errors';
import type { Jid } from './jid';
import { Jid as JidClass } from './jid';
import { login, type Credentials, type Device, type LoginResult, type Token } from './login';
import { CLIENT, CSI, PING, SM, STANZA_ERRORS } from './ns';
import type { ScramKey } from './scram';
import { StreamManagement } from './sm';
import { Stream } from './stream';
import type { OpenTransport } from './transport';
import { el, serialize, type XmlElement } from './xml';

export type ConnectionState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'waiting'; readonly retryAt: number; readonly reason: string }
  | { readonly kind: 'online'; readonly jid: Jid }
  /** Nothing but the person can help: the password is wrong, the account is gone. */
  | { readonly kind: 'refused'; readonly condition: string; readonly text: string };

export interface ClientEvents {
  state: ConnectionState;
  /** A session stands. After a resumption nothing was lost; after a new one the modules must fetch what they need. */
  session: { readonly resumed: boolean; readonly jid: Jid; readonly rosterVersioning: boolean };
  message: XmlElement;
  presence: XmlElement;
  /** The server has taken responsibility for the stanza with this tag. */
  acked: string;
  /** A better proof for next time. */
  credentials: { readonly token: Token | undefined; readonly key: ScramKey | undefined };
  wire: { readonly direction: 'in' | 'out'; readonly xml: string };
}

export interface ClientOptions {
  readonly url: string;
  readonly account: Jid;
  readonly credentials: Credentials;
  readonly device: Device;
  readonly transport: OpenTransport;
}

export type IqHandler = (payload: XmlElement, iq: XmlElement) => XmlElement | undefined;

export const IQ_TIMEOUT_MILLIS = 30_000;
/** Silence after which we ask whether the server is still there. */
export const IDLE_MILLIS = 60_000;
/** How long it may take to answer that. */
export const ALIVE_TIMEOUT_MILLIS = 20_000;
const FIRST_RETRY_MILLIS = 1_000;
/** The longest wait between two tries; while somebody looks at us and the server was there a short while ago, less. */
export const LAST_RETRY_MILLIS = 60_000;
export const WATCHED_RETRY_MILLIS = 5_000;
export const SHORT_WHILE_MILLIS = 15 * 60_000;

/** Stream errors after which trying again would only harm. RFC 6120 section 4.9.3. */
const FINAL: readonly string[] = ['conflict', 'not-authorized', 'host-unknown', 'host-gone', 'unsupported-version', 'invalid-namespace'];
/** Ends of a stream that say nothing about what we sent. */
const UNHEARD: readonly string[] = ['unreachable', 'connection-timeout', 'aborted'];
/** Login failures that pass. */
const PASSING: readonly string[] = ['temporary-auth-failure'];

interface PendingIq {
  readonly to: string | undefined;
  readonly resolve: (result: XmlElement) => void;
  readonly reject: (error: StanzaError) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

export class Client extends Emitter<ClientEvents> {
  readonly account: Jid;
  private readonly sm = new StreamManagement();
  private readonly iqs = new Map<string, PendingIq>();
  private readonly handlers = new Map<string, IqHandler>();
  private credentials: Credentials;
  private stream: Stream | undefined;
  private session: LoginResult | undefined;
  private running = false;
  private failures = 0;
  /** When the server was last heard. */
  private heard = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private ackTimer: ReturnType<typeof setTimeout> | undefined;
  private idleTimer: ReturnType<typeof setTimeout> | undefined;
  private aliveTimer: ReturnType<typeof setTimeout> | undefined;
  private active = true;
  private current: ConnectionState = { kind: 'stopped' };

  constructor(private readonly options: ClientOptions) {
    super();
    this.account = options.account.bare;
    this.credentials = options.credentials;
  }

  get state(): ConnectionState {
    return this.current;
  }

  /** The bound address. Throws before the first session. */
  get jid(): Jid {
    if (!this.session) throw new StreamError('disconnected');
    return this.session.jid;
  }

  get online(): boolean {
    return this.current.kind === 'online';
  }

  /** Whether the server acknowledges stanzas; else ask it with a ping. */
  get managed(): boolean {
    return this.session?.managed ?? false;
  }

  /** Whether messages to other devices are copied here already, by Bind 2. */
  get carbonsOn(): boolean {
    return this.session?.carbons ?? false;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    void this.connect();
  }

  /** Logs out: the server forgets the session. */
  stop(): void {
    this.running = false;
    clearTimeout(this.retryTimer);
    this.stream?.close();
    this.quiet();
    this.set({ kind: 'stopped' });
  }

  /** The network is back or the person asks: try now instead of later; a connection that seems up is probed. */
  hurry(): void {
    if (!this.running) return;
    if (this.current.kind === 'waiting') {
      clearTimeout(this.retryTimer);
      this.failures = 0;
      void this.connect();
    } else if (this.current.kind === 'online') {
      this.probe(5_000);
    }
  }

  /** The network is gone: do not wait for a timeout. The session stays resumable. */
  interrupt(): void {
    this.stream?.abort('unreachable');
  }

  /** XEP-0352: whether the person looks at us. */
  setActive(active: boolean): void {
    if (this.active === active) return;
    this.active = active;
    if (active && this.current.kind === 'waiting') this.hurry();
    if (this.online && this.session?.csi) this.stream?.send(el(active ? 'active' : 'inactive', CSI));
  }

  /**
   * Sends a stanza; false when there is no session. With a tag, `acked` tells when the server took responsibility; it does so
   * also when the connection breaks in between and is resumed.
   */
  send(stanza: XmlElement, tag?: string): boolean {
    if (!this.online || !this.stream || this.sm.full) return false;
    const xml = serialize(stanza);
    if (this.session?.managed) this.sm.sent({ xml, tag });
    this.stream.sendText(xml);
    if (this.session?.managed) this.askForAck();
    return true;
  }

  /** Asks, in a language if it matters, and awaits the answer; rejects with a StanzaError, its condition 'timeout' or 'disconnected' if none came. */
  iq(type: 'get' | 'set', payload: XmlElement, to?: Jid | string, timeoutMillis = IQ_TIMEOUT_MILLIS, lang?: string): Promise<XmlElement> {
    return new Promise((resolve, reject) => {
      const id = randomId(12);
      const address = to?.toString();
      if (!this.send(el('iq', CLIENT, { type, id, to: address, 'xml:lang': lang }, payload))) {
        reject(new StanzaError('disconnected', 'wait'));
        return;
      }
      const timer = setTimeout(() => {
        this.iqs.delete(id);
        reject(new StanzaError('timeout', 'wait'));
      }, timeoutMillis);
      this.iqs.set(id, { to: address, resolve, reject, timer });
    });
  }

  /** Answers requests with this payload. One owner per payload. */
  handle(type: 'get' | 'set', name: string, ns: string, handler: IqHandler): void {
    const key = `${type} {${ns}}${name}`;
    if (this.handlers.has(key)) throw new Error(`two owners for ${key}`);
    this.handlers.set(key, handler);
  }

  private set(state: ConnectionState): void {
    this.current = state;
    this.emit('state', state);
  }

  private async connect(): Promise<void> {
    this.set({ kind: 'connecting' });
    const early = this.credentials.token?.features !== undefined;
    const stream = new Stream(this.options.transport, this.options.url, this.account.domain);
    this.stream = stream;
    stream.onWire = (direction, xml) => this.emit('wire', { direction, xml });
    const resume = this.session && this.sm.resumable && this.sm.id ? this.session.jid : undefined;
    try {
      const result = await login(stream, {
        account: this.account, credentials: this.credentials, device: this.options.device, sm: this.sm, resume,
      });
      this.begin(stream, result);
    } catch (error) {
      if (early && stream.stood) {
        // What we knew of the server may have been wrong: step by step, before its answer counts.
        this.credentials = { ...this.credentials, token: { ...this.credentials.token!, features: undefined } };
        if (this.running && (error instanceof LoginError || (error instanceof StreamError && !UNHEARD.includes(error.condition)))) {
          stream.abort();
          void this.connect();
          return;
        }
      }
      this.failed(stream, error);
    }
  }

  private begin(stream: Stream, result: LoginResult): void {
    if (!this.running) {
      stream.close();
      return;
    }
    this.failures = 0;
    this.heard = Date.now();
    this.session = result;
    this.remember(result);
    stream.onEnd = (reason) => this.ended(stream, reason);
    for (const tag of result.acked) this.emit('acked', tag);
    if (!result.resumed) this.dropIqs();
    this.set({ kind: 'online', jid: result.jid });
    for (const xml of result.again) stream.sendText(xml);
    if (result.again.length > 0) this.askForAck();
    if (!this.active && result.csi) stream.send(el('inactive', CSI));
    this.emit('session', { resumed: result.resumed, jid: result.jid, rosterVersioning: result.rosterVersioning });
    this.watch();
    stream.deliver((element) => this.receive(element));
  }

  private remember(result: LoginResult): void {
    const token = result.token ?? this.credentials.token;
    const key = result.key ?? this.credentials.key;
    const before = this.credentials.token;
    if (token?.token === before?.token && token?.features === before?.features && key === this.credentials.key) return;
    this.credentials = { ...this.credentials, ...(token && { token }), ...(key && { key }) };
    this.emit('credentials', { token, key });
  }

  private failed(stream: Stream, error: unknown): void {
    stream.onEnd = () => undefined;
    stream.abort();
    if (!this.running) return;
    if (error instanceof LoginError && !PASSING.includes(error.condition)) {
      const { token, ...rest } = this.credentials;
      if (error.condition === 'credentials-expired' && token && (rest.password !== undefined || rest.key)) {
        this.credentials = rest; // the token is spent; there is another proof
        void this.connect();
        return;
      }
      this.running = false;
      this.set({ kind: 'refused', condition: error.condition, text: error.text });
    } else if (error instanceof StreamError || error instanceof StanzaError || error instanceof LoginError) {
      this.retry(error.condition);
    } else {
      this.retry('undefined-condition');
      throw error;
    }
  }

  private ended(stream: Stream, reason: StreamError): void {
    if (stream !== this.stream) return;
    this.quiet();
    if (!this.running) return;
    if (FINAL.includes(reason.condition)) {
      this.running = false;
      this.set({ kind: 'refused', condition: reason.condition, text: reason.text });
    } else {
      this.retry(reason.condition);
    }
  }

  /** Waits longer each time, with jitter, so that a restarted server is not stormed. */
  private retry(reason: string): void {
    const watched = this.active && Date.now() - this.heard < SHORT_WHILE_MILLIS;
    const most = Math.min(watched ? WATCHED_RETRY_MILLIS : LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS * 2 ** this.failures);
    const wait = most / 2 + (Math.random() * most) / 2;
    this.failures++;
    this.set({ kind: 'waiting', retryAt: Date.now() + wait, reason });
    this.retryTimer = setTimeout(() => void this.connect(), wait);
  }

  private quiet(): void {
    clearTimeout(this.ackTimer);
    clearTimeout(this.idleTimer);
    clearTimeout(this.aliveTimer);
    this.ackTimer = this.idleTimer = this.aliveTimer = undefined;
  }

  private askForAck(): void {
    this.ackTimer ??= setTimeout(() => {
      this.ackTimer = undefined;
      this.stream?.send(el('r', SM));
      this.expectLife(ALIVE_TIMEOUT_MILLIS);
    }, 0);
  }

  private watch(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => this.probe(ALIVE_TIMEOUT_MILLIS), IDLE_MILLIS);
  }

  private probe(timeoutMillis: number): void {
    if (!this.online) return;
    if (this.session?.managed) this.stream?.send(el('r', SM));
    else this.iq('get', el('ping', PING), this.account.domain).catch(() => undefined);
    this.expectLife(timeoutMillis);
    this.watch();
  }

  private expectLife(timeoutMillis: number): void {
    this.aliveTimer ??= setTimeout(() => this.stream?.abort('connection-timeout'), timeoutMillis);
  }

  private receive(element: XmlElement): void {
    clearTimeout(this.aliveTimer);
    this.aliveTimer = undefined;
    this.heard = Date.now();
    this.watch();
    if (element.ns === SM) {
      this.management(element);
      return;
    }
    if (element.ns !== CLIENT) return;
    if (this.session?.managed) this.sm.countReceived();
    switch (element.name) {
      case 'message':
        this.emit('message', element);
        break;
      case 'presence':
        this.emit('presence', element);
        break;
      case 'iq':
        this.receiveIq(element);
        break;
    }
  }

  private management(element: XmlElement): void {
    if (element.name === 'r') {
      this.stream?.send(el('a', SM, { h: String(this.sm.h) }));
    } else if (element.name === 'a') {
      try {
        for (const { tag } of this.sm.acked(Number(element.attr('h')))) if (tag !== undefined) this.emit('acked', tag);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        this.stream?.abort('undefined-condition'); // XEP-0198 section 4: handled-count-too-high
      }
    }
  }

  private receiveIq(iq: XmlElement): void {
    const type = iq.attr('type');
    const id = iq.attr('id') ?? '';
    if (type === 'result' || type === 'error') {
      const pending = this.iqs.get(id);
      if (!pending || !this.answers(iq.attr('from'), pending.to)) return;
      this.iqs.delete(id);
      clearTimeout(pending.timer);
      if (type === 'result') pending.resolve(iq);
      else pending.reject(StanzaError.of(iq));
    } else if (type === 'get' || type === 'set') {
      this.answer(type, iq, id);
    }
  }

  /** T15: an answer counts only from whom was asked. Without `to` that is our own account: RFC 6120 section 10.3.3. */
  private answers(from: string | undefined, to: string | undefined): boolean {
    const own = this.account.toString();
    if (to === undefined || to === own) return from === undefined || from === own || from === this.session?.jid.toString();
    if (from === undefined) return to === this.account.domain;
    return JidClass.read(from)?.toString() === JidClass.read(to)?.toString();
  }

  private answer(type: 'get' | 'set', iq: XmlElement, id: string): void {
    const payload = iq.elements[0];
    const handler = payload && this.handlers.get(`${type} {${payload.ns}}${payload.name}`);
    const to = iq.attr('from');
    try {
      if (!payload || !handler) throw new StanzaError('service-unavailable');
      this.send(el('iq', CLIENT, { type: 'result', id, to }, handler(payload, iq)));
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error;
      this.send(el('iq', CLIENT, { type: 'error', id, to },
        el('error', CLIENT, { type: error.type }, el(error.condition, STANZA_ERRORS))));
    }
  }

  private dropIqs(): void {
    for (const pending of this.iqs.values()) {
      clearTimeout(pending.timer);
      pending.reject(new StanzaError('disconnected', 'wait'));
    }
    this.iqs.clear();
  }
}
