/** SCRAM, RFC 5802 and RFC 7677, without channel binding: a browser has no access to the TLS channel. */
import { fromBase64, sameBytes, text, toBase64, utf8 } from './bytes';
import type { Digests, HashName } from './digest';

export type ScramMechanism = 'SCRAM-SHA-512' | 'SCRAM-SHA-256' | 'SCRAM-SHA-1';

/** Strongest first. */
export const SCRAM_MECHANISMS: readonly ScramMechanism[] = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'SCRAM-SHA-1'];

/** Fewest and most iterations we accept: fewer is a downgrade, more would freeze the page. RFC 5802 section 5.1. */
export const MIN_ITERATIONS = 4096;
export const MAX_ITERATIONS = 5_000_000;

export class ScramError extends Error {}

/** What replaces the password once the server has named salt and iterations. */
export interface ScramKey {
  readonly mechanism: ScramMechanism;
  readonly salt: string;
  readonly iterations: number;
  /** SaltedPassword, base64. */
  readonly salted: string;
}

export function hashOf(mechanism: ScramMechanism): HashName {
  return mechanism.slice('SCRAM-'.length) as HashName;
}

/** SASLprep (RFC 4013) as far as it maps; characters it forbids are left to the server to refuse. */
export function saslprep(value: string): string {
  return value
    .replace(/[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g, ' ')
    .replace(/[\u00ad\u034f\u1806\u180b-\u180d\u200c\u200d\u2060\ufe00-\ufe0f\ufeff]/g, '')
    .normalize('NFKC');
}

export interface ScramOptions {
  readonly mechanism: ScramMechanism;
  readonly username: string;
  readonly secret: { readonly password: string } | { readonly key: ScramKey };
  readonly nonce: string;
  readonly digests: Digests;
  /** What the server offered before login, for XEP-0474: its mechanisms and channel binding types. */
  readonly offered?: { readonly mechanisms: readonly string[]; readonly bindings: readonly string[] | undefined };
}

/** One exchange: first(), then final() with the server's challenge, then verify() with its last word. */
export class Scram {
  private readonly bare: string;
  private signature: Uint8Array | undefined;
  private derived: ScramKey | undefined;

  constructor(private readonly options: ScramOptions) {
    const name = saslprep(options.username).replaceAll('=', '=3D').replaceAll(',', '=2C');
    this.bare = `n=${name},r=${options.nonce}`;
  }

  first(): Uint8Array<ArrayBuffer> {
    return utf8(`n,,${this.bare}`);
  }

  async final(challenge: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const { digests, mechanism, nonce, secret } = this.options;
    const hash = hashOf(mechanism);
    const serverFirst = text(challenge);
    const fields = attributes(serverFirst);
    if (fields.has('m')) throw new ScramError('unknown mandatory extension');
    const fullNonce = fields.get('r') ?? '';
    const salt = fields.get('s') ?? '';
    const iterations = Number(fields.get('i'));
    if (!fullNonce.startsWith(nonce) || fullNonce.length <= nonce.length) throw new ScramError('nonce does not match');
    if (!salt || !Number.isInteger(iterations)) throw new ScramError('malformed challenge');
    if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) throw new ScramError('iterations out of range');
    await this.checkOffer(fields.get('h'), hash);

    const salted = 'password' in secret
      ? await digests.pbkdf2(hash, utf8(saslprep(secret.password)), fromBase64(salt), iterations)
      : this.known(secret.key, salt, iterations);
    this.derived = { mechanism, salt, iterations, salted: toBase64(salted) };
    const withoutProof = `c=biws,r=${fullNonce}`;
    const authMessage = utf8(`${this.bare},${serverFirst},${withoutProof}`);
    const clientKey = await digests.hmac(hash, salted, utf8('Client Key'));
    const storedKey = await digests.hash(hash, clientKey);
    const clientSignature = await digests.hmac(hash, storedKey, authMessage);
    const proof = clientKey.map((b, i) => b ^ clientSignature[i]!);
    const serverKey = await digests.hmac(hash, salted, utf8('Server Key'));
    this.signature = await digests.hmac(hash, serverKey, authMessage);
    return utf8(`${withoutProof},p=${toBase64(proof)}`);
  }

  /** Throws unless the server proved that it knows the password too. */
  verify(additional: Uint8Array): void {
    const value = attributes(text(additional)).get('v');
    if (!this.signature || !value || !sameBytes(fromBase64(value), this.signature)) throw new ScramError('server signature does not match');
  }

  /** The key this exchange derived. Only of use after verify(). */
  get key(): ScramKey | undefined {
    return this.derived;
  }

  private known(key: ScramKey, salt: string, iterations: number): Uint8Array<ArrayBuffer> {
    if (key.salt !== salt || key.iterations !== iterations || key.mechanism !== this.options.mechanism) throw new ScramError('password needed again');
    return fromBase64(key.salted);
  }

  /** XEP-0474 section 5: the hash the server signs must be that of the offer that reached us. */
  private async checkOffer(sent: string | undefined, hash: HashName): Promise<void> {
    const offered = this.options.offered;
    if (sent === undefined || !offered) return;
    const list = [...offered.mechanisms].sort(byBytes).join('\x1e');
    const joined = offered.bindings ? `${list}\x1f${[...offered.bindings].sort(byBytes).join('\x1e')}` : list;
    const own = await this.options.digests.hash(hash, utf8(joined));
    if (!sameBytes(own, fromBase64(sent))) throw new ScramError('the offer was changed on the way');
  }
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function attributes(message: string): Map<string, string> {
  const map = new Map<string, string>();
  for (const part of message.split(',')) if (part[1] === '=') map.set(part[0]!, part.slice(2));
  return map;
}
