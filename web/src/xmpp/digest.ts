/**
 * Hashes for login. Web Crypto where the page is a secure context; elsewhere (plain HTTP on an intranet) the audited
 * JavaScript of @noble/hashes, loaded only then.
 */
export type HashName = 'SHA-1' | 'SHA-256' | 'SHA-512';
type Bytes = Uint8Array<ArrayBuffer>;

export interface Digests {
  hash(name: HashName, data: Bytes): Promise<Bytes>;
  hmac(name: HashName, key: Bytes, data: Bytes): Promise<Bytes>;
  pbkdf2(name: HashName, password: Bytes, salt: Bytes, iterations: number): Promise<Bytes>;
}

export const HASH_BYTES: Record<HashName, number> = { 'SHA-1': 20, 'SHA-256': 32, 'SHA-512': 64 };

export function webDigests(subtle: SubtleCrypto): Digests {
  return {
    hash: async (name, data) => new Uint8Array(await subtle.digest(name, data)),
    hmac: async (name, key, data) => {
      const imported = await subtle.importKey('raw', key, { name: 'HMAC', hash: name }, false, ['sign']);
      return new Uint8Array(await subtle.sign('HMAC', imported, data));
    },
    pbkdf2: async (name, password, salt, iterations) => {
      const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
      const bits = await subtle.deriveBits({ name: 'PBKDF2', hash: name, salt, iterations }, key, HASH_BYTES[name] * 8);
      return new Uint8Array(bits);
    },
  };
}

export async function nobleDigests(): Promise<Digests> {
  const [{ sha256, sha512 }, { sha1 }, { hmac }, { pbkdf2Async }] = await Promise.all([
    import('@noble/hashes/sha2.js'),
    import('@noble/hashes/legacy.js'),
    import('@noble/hashes/hmac.js'),
    import('@noble/hashes/pbkdf2.js'),
  ]);
  const of = { 'SHA-1': sha1, 'SHA-256': sha256, 'SHA-512': sha512 } as const;
  return {
    hash: async (name, data) => Uint8Array.from(of[name](data)),
    hmac: async (name, key, data) => Uint8Array.from(hmac(of[name], key, data)),
    pbkdf2: async (name, password, salt, iterations) =>
      Uint8Array.from(await pbkdf2Async(of[name], password, salt, { c: iterations, dkLen: HASH_BYTES[name] })),
  };
}

let chosen: Promise<Digests> | undefined;

/** The fastest hashes this page may use. */
export function digests(): Promise<Digests> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto.subtle;
  chosen ??= subtle ? Promise.resolve(webDigests(subtle)) : nobleDigests();
  return chosen;
}
