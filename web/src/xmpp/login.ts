/**
 * From an opened stream to a bound or resumed session. With SASL2 (XEP-0388) everything happens in one exchange: login,
 * resource (XEP-0386), resumption (XEP-0198), a token for next time (XEP-0484). Without it, RFC 6120 step by step.
 */
import { fromBase64, randomId, sameBytes, toBase64, utf8 } from './bytes';
import { digests } from './digest';
import { LoginError, StanzaError, StreamError } from './errors';
import { Jid } from './jid';
import { BIND, BIND2, CARBONS, CLIENT, CSI, FAST, SASL, SASL2, SASL_CHANNEL_BINDING, SM } from './ns';
import { Scram, ScramError, SCRAM_MECHANISMS, type ScramKey, type ScramMechanism } from './scram';
import type { StreamManagement } from './sm';
import type { Stream } from './stream';
import { el, parse, serialize, type XmlElement } from './xml';

/** The one token mechanism a browser can do: it has no channel binding. */
export const TOKEN_MECHANISM = 'HT-SHA-256-NONE';

export interface Token {
  readonly mechanism: typeof TOKEN_MECHANISM;
  readonly token: string;
  readonly expiry: string;
  /** What the server offered when it last took the token. With it the next login need not wait to hear the same again. */
  readonly features?: string;
}

/** What proves who we are. Any part may be missing, but not all. */
export interface Credentials {
  readonly password?: string;
  readonly token?: Token;
  readonly key?: ScramKey;
}

export interface Device {
  /** A UUID that stays the same for this browser. */
  readonly id: string;
  readonly software: string;
  readonly name: string;
}

export interface LoginResult {
  readonly jid: Jid;
  readonly resumed: boolean;
  /** Stanzas the server has now covered, and those to send again. */
  readonly acked: readonly string[];
  readonly again: readonly string[];
  readonly managed: boolean;
  readonly carbons: boolean;
  readonly csi: boolean;
  readonly rosterVersioning: boolean;
  readonly token: Token | undefined;
  readonly key: ScramKey | undefined;
}

export interface LoginRequest {
  readonly account: Jid;
  readonly credentials: Credentials;
  readonly device: Device;
  readonly sm: StreamManagement;
  /** The address of the session to resume, if there is one. */
  readonly resume: Jid | undefined;
}

export async function login(stream: Stream, request: LoginRequest): Promise<LoginResult> {
  const ahead = await early(request);
  // XEP-0484 section 4.1: who logs in with a token says so; RFC 6120 section 4.7.1: only where nobody else can read it
  const features = await stream.open(stream.secure ? request.account.bare.toString() : undefined, ahead);
  const authentication = features.child('authentication', SASL2);
  if (ahead && !takesTokens(authentication)) throw new LoginError('no-mechanism'); // the server is another than it was
  try {
    return authentication ? await sasl2(stream, request, features, authentication, ahead !== undefined) : await sasl(stream, request, features);
  } catch (error) {
    if (error instanceof ScramError) throw new LoginError('server-not-trusted', error.message);
    throw error;
  }
}

/**
 * The whole login by a token, to be sent with the opening of the stream. XEP-0484 is there so that a stream is established "within a
 * single round-trip", and lets a client authenticate even in the first bytes of TLS: before it can have seen any features.
 */
async function early({ credentials: { token }, ...request }: LoginRequest): Promise<XmlElement | undefined> {
  const authentication = token?.features === undefined ? undefined : parse(token.features).child('authentication', SASL2);
  if (!token || !authentication || !takesTokens(authentication)) return undefined;
  return authenticate(request, authentication, TOKEN_MECHANISM, await tokenProof(request.account, token), true);
}

function takesTokens(authentication: XmlElement | undefined): boolean {
  return names(authentication?.child('inline')?.child('fast', FAST)).includes(TOKEN_MECHANISM);
}

async function tokenProof(account: Jid, { token }: Token): Promise<Uint8Array> {
  const { hmac } = await digests();
  return new Uint8Array([...utf8(`${account.local}\0`), ...await hmac('SHA-256', utf8(token), utf8('Initiator'))]);
}

function canBind(authentication: XmlElement, feature: string): boolean {
  return authentication.child('inline')?.child('bind', BIND2)?.child('inline')?.all('feature').some((f) => f.attr('var') === feature) ?? false;
}

/** Login, and at once what the server does inline: resume, else bind with carbons and acknowledgements; a token for the next time. */
function authenticate(
  { device, sm, resume: resumed }: Omit<LoginRequest, 'credentials'>, authentication: XmlElement, mechanism: string, initial: Uint8Array, byToken: boolean,
): XmlElement {
  const inline = authentication.child('inline');
  return el('authenticate', SASL2, { mechanism },
    el('initial-response', SASL2, {}, toBase64(initial)),
    el('user-agent', SASL2, { id: device.id }, el('software', SASL2, {}, device.software), el('device', SASL2, {}, device.name)),
    resumed && inline?.child('sm', SM) && el('resume', SM, { previd: sm.id, h: String(sm.h) }),
    inline?.child('bind', BIND2) && el('bind', BIND2, {},
      el('tag', BIND2, {}, device.software),
      canBind(authentication, CARBONS) && el('enable', CARBONS),
      canBind(authentication, SM) && el('enable', SM, { resume: 'true' })),
    byToken && el('fast', FAST),
    !byToken && takesTokens(authentication) && el('request-token', FAST, { mechanism: TOKEN_MECHANISM }));
}

function names(parent: XmlElement | undefined): string[] {
  return parent?.all('mechanism').map((m) => m.text.trim()) ?? [];
}

/** The strongest mechanism both know; a stored key fixes which one. */
function choose(offered: readonly string[], credentials: Credentials): ScramMechanism {
  const key = credentials.key;
  const found = SCRAM_MECHANISMS.find((m) => offered.includes(m) && (credentials.password !== undefined || key?.mechanism === m));
  if (!found) throw new LoginError(credentials.password === undefined ? 'credentials-expired' : 'no-mechanism');
  return found;
}

async function scram(request: LoginRequest, mechanism: ScramMechanism, offered: readonly string[], features: XmlElement): Promise<Scram> {
  const { password, key } = request.credentials;
  const bindings = features.child('sasl-channel-binding', SASL_CHANNEL_BINDING)?.all('channel-binding').map((b) => b.attr('type') ?? '');
  return new Scram({
    mechanism,
    username: request.account.local,
    secret: password !== undefined ? { password } : { key: key! },
    nonce: randomId(24),
    digests: await digests(),
    offered: { mechanisms: offered, bindings },
  });
}

async function sasl2(stream: Stream, request: LoginRequest, features: XmlElement, authentication: XmlElement, sent: boolean): Promise<LoginResult> {
  const { credentials, sm } = request;
  const held = takesTokens(authentication) ? credentials.token : undefined;
  const offered = names(authentication);

  let success: XmlElement;
  let key: ScramKey | undefined;
  if (held) {
    if (!sent) stream.send(authenticate(request, authentication, TOKEN_MECHANISM, await tokenProof(request.account, held), true));
    success = await stream.next();
    if (success.is('failure', SASL2)) throw refused(success, 'credentials-expired');
    const answer = fromBase64(success.textOf('additional-data') ?? '');
    const { hmac } = await digests();
    if (!sameBytes(answer, await hmac('SHA-256', utf8(held.token), utf8('Responder')))) throw new LoginError('server-not-trusted');
  } else {
    const mechanism = choose(offered, credentials);
    const exchange = await scram(request, mechanism, offered, features);
    stream.send(authenticate(request, authentication, mechanism, exchange.first(), false));
    success = await stream.next();
    if (success.is('challenge', SASL2)) {
      stream.send(el('response', SASL2, {}, toBase64(await exchange.final(fromBase64(success.text)))));
      success = await stream.next();
    }
    if (success.is('failure', SASL2)) throw refused(success);
    if (success.is('success', SASL2)) exchange.verify(fromBase64(success.textOf('additional-data') ?? ''));
    key = exchange.key;
  }
  if (success.is('failure', SASL2)) throw refused(success);
  if (success.is('continue', SASL2)) throw new LoginError('task-required', success.textOf('text') ?? '');
  if (!success.is('success', SASL2)) throw new LoginError('malformed-request');

  const given = success.child('token', FAST);
  const fresh: Token | undefined = given?.attr('token')
    ? { mechanism: TOKEN_MECHANISM, token: given.attr('token')!, expiry: given.attr('expiry') ?? '' }
    : held;
  const token = fresh && { ...fresh, features: serialize(features) };
  const common = { token, key, ...offers(features) };
  const resumed = success.child('resumed', SM);
  if (resumed && request.resume) return { ...common, ...resume(resumed, request), jid: request.resume, resumed: true, managed: true, carbons: true };
  const failed = success.child('failed', SM);
  const acked = failed ? covered(failed, sm) : [];
  const bound = success.child('bound', BIND2);
  if (bound) {
    const jid = own(success.textOf('authorization-identifier') ?? success.textOf('authorization-identity'), request.account);
    const enabled = bound.child('enabled', SM);
    sm.restart(enabled?.attr('id') ?? '', truth(enabled?.attr('resume')));
    return {
      ...common, jid, resumed: false, acked, again: [], managed: enabled !== undefined,
      carbons: canBind(authentication, CARBONS), csi: canBind(authentication, CSI) || common.csi,
    };
  }
  // SASL2 without Bind 2: features follow, no restart (XEP-0388 section 2.6.3)
  const next = await stream.next();
  return { ...await bindThenManage(stream, request, next, failed !== undefined), token, key };
}

async function sasl(stream: Stream, request: LoginRequest, features: XmlElement): Promise<LoginResult> {
  const offered = names(features.child('mechanisms', SASL));
  const mechanism = choose(offered, request.credentials);
  const exchange = await scram(request, mechanism, offered, features);
  stream.send(el('auth', SASL, { mechanism }, toBase64(exchange.first())));
  let answer = await stream.next();
  if (answer.is('challenge', SASL)) {
    stream.send(el('response', SASL, {}, toBase64(await exchange.final(fromBase64(answer.text)))));
    answer = await stream.next();
  }
  if (answer.is('challenge', SASL)) { // the server's signature in a challenge of its own, RFC 6120 section 6.4.3
    exchange.verify(fromBase64(answer.text));
    stream.send(el('response', SASL));
    answer = await stream.next();
  } else if (answer.is('success', SASL)) {
    exchange.verify(fromBase64(answer.text));
  }
  if (answer.is('failure', SASL)) throw refused(answer);
  if (!answer.is('success', SASL)) throw new LoginError('malformed-request');
  return { ...await bindThenManage(stream, request, await stream.open(), false), key: exchange.key };
}

async function bindThenManage(stream: Stream, request: LoginRequest, features: XmlElement, refusedResume: boolean): Promise<LoginResult> {
  const { sm } = request;
  const offersSm = features.child('sm', SM) !== undefined;
  const common = { token: undefined, key: undefined, ...offers(features) };
  let acked: readonly string[] = [];
  if (request.resume && offersSm && !refusedResume) {
    stream.send(el('resume', SM, { previd: sm.id, h: String(sm.h) }));
    const answer = await stream.next();
    if (answer.is('resumed', SM)) return { ...common, ...resume(answer, request), jid: request.resume, resumed: true, managed: true, carbons: true };
    if (answer.is('failed', SM)) acked = covered(answer, sm);
  }
  const id = randomId(8);
  const resource = `${request.device.software}.${randomId(4)}`;
  stream.send(el('iq', CLIENT, { type: 'set', id }, el('bind', BIND, {}, el('resource', BIND, {}, resource))));
  const bound = await stream.next();
  if (bound.attr('type') === 'error') throw StanzaError.of(bound);
  const jid = own(bound.child('bind', BIND)?.textOf('jid'), request.account);
  let managed = false;
  if (offersSm) {
    stream.send(el('enable', SM, { resume: 'true' }));
    const answer = await stream.next();
    managed = answer.is('enabled', SM);
    sm.restart(answer.attr('id') ?? '', truth(answer.attr('resume')));
  } else {
    sm.restart('', false);
  }
  return { ...common, jid, resumed: false, acked, again: [], managed, carbons: false };
}

function offers(features: XmlElement): { csi: boolean; rosterVersioning: boolean } {
  return { csi: features.child('csi', CSI) !== undefined, rosterVersioning: features.child('ver', 'urn:xmpp:features:rosterver') !== undefined };
}

function resume(answer: XmlElement, request: LoginRequest): { acked: string[]; again: string[] } {
  try {
    const { acked, again } = request.sm.resumed(Number(answer.attr('h')));
    return { acked: tags(acked), again: again.map((s) => s.xml) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    request.sm.restart('', false); // its count is not ours: begin anew
    throw new StreamError('undefined-condition', error.message);
  }
}

/** XEP-0198 section 5: a refused resumption may still say how far the server came. */
function covered(failed: XmlElement, sm: StreamManagement): string[] {
  const h = failed.attr('h');
  if (h === undefined) return [];
  try {
    return tags(sm.acked(Number(h)));
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function tags(sent: readonly { tag: string | undefined }[]): string[] {
  return sent.flatMap((s) => (s.tag === undefined ? [] : [s.tag]));
}

function truth(value: string | undefined): boolean {
  return value === 'true' || value === '1';
}

/** The address the server bound; it must be of the account that logged in. */
function own(text: string | undefined, account: Jid): Jid {
  const jid = Jid.read(text?.trim());
  if (!jid || !jid.bare.equals(account.bare)) throw new LoginError('server-not-trusted', 'bound another account');
  return jid;
}

function refused(failure: XmlElement, instead?: string): LoginError {
  const condition = failure.elements.find((e) => e.ns === SASL && e.name !== 'text')?.name ?? 'not-authorized';
  const text = failure.elements.find((e) => e.name === 'text')?.text ?? '';
  return new LoginError(condition === 'not-authorized' && instead ? instead : condition, text);
}
