import assert from 'node:assert/strict';
import { test } from 'node:test';
import { text, toBase64, utf8 } from '../../src/xmpp/bytes';
import { nobleDigests, webDigests, type Digests } from '../../src/xmpp/digest';
import { Scram, ScramError, saslprep, type ScramMechanism } from '../../src/xmpp/scram';

interface Vector {
  mechanism: ScramMechanism;
  nonce: string;
  challenge: string;
  final: string;
  server: string;
}

const VECTORS: Vector[] = [
  { // RFC 5802 section 5
    mechanism: 'SCRAM-SHA-1', nonce: 'fyko+d2lbbFgONRv9qkxdawL',
    challenge: 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
    final: 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
    server: 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
  },
  { // RFC 7677 section 3
    mechanism: 'SCRAM-SHA-256', nonce: 'rOprNGfwEbeRWgbNEkqO',
    challenge: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    final: 'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    server: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
  },
];

const IMPLEMENTATIONS: [string, () => Promise<Digests>][] = [
  ['Web Crypto', async () => webDigests(globalThis.crypto.subtle)],
  ['noble', nobleDigests],
];

for (const [name, make] of IMPLEMENTATIONS) {
  for (const v of VECTORS) {
    test(`${v.mechanism} vector with ${name}`, async () => {
      const scram = new Scram({ mechanism: v.mechanism, username: 'user', secret: { password: 'pencil' }, nonce: v.nonce, digests: await make() });
      assert.equal(text(scram.first()), `n,,n=user,r=${v.nonce}`);
      assert.equal(text(await scram.final(utf8(v.challenge))), v.final);
      scram.verify(utf8(v.server));
      const again = new Scram({ mechanism: v.mechanism, username: 'user', secret: { key: scram.key! }, nonce: v.nonce, digests: await make() });
      assert.equal(text(await again.final(utf8(v.challenge))), v.final);
    });
  }
}

const base = { mechanism: 'SCRAM-SHA-256', username: 'user', secret: { password: 'pencil' }, nonce: 'abc' } as const;

for (const [why, challenge] of [
  ['nonce replaced', 'r=xyz123,s=QSXCR+Q6sek8bf92,i=4096'],
  ['nonce not extended', 'r=abc,s=QSXCR+Q6sek8bf92,i=4096'],
  ['too few iterations', 'r=abcdef,s=QSXCR+Q6sek8bf92,i=1'],
  ['too many iterations', 'r=abcdef,s=QSXCR+Q6sek8bf92,i=99999999'],
  ['no salt', 'r=abcdef,i=4096'],
  ['mandatory extension', 'm=x,r=abcdef,s=QSXCR+Q6sek8bf92,i=4096'],
] as const) {
  test(`challenge refused: ${why}`, async () => {
    await assert.rejects(new Scram({ ...base, digests: await nobleDigests() }).final(utf8(challenge)), ScramError);
  });
}

test('a server that does not know the password is refused', async () => {
  const scram = new Scram({ ...base, digests: await nobleDigests() });
  assert.throws(() => scram.verify(utf8('v=AAAA')), ScramError);
  await scram.final(utf8('r=abcdef,s=QSXCR+Q6sek8bf92,i=4096'));
  assert.throws(() => scram.verify(utf8(`v=${toBase64(new Uint8Array(32))}`)), ScramError);
  assert.throws(() => scram.verify(utf8('e=other-error')), ScramError);
});

test('XEP-0474: a changed offer is noticed', async () => {
  // the example of section 6: SHA-1 of 'SCRAM-SHA-1\x1eSCRAM-SHA-1-PLUS\x1ftls-exporter\x1etls-server-end-point'
  const challenge = utf8('r=abcdef,s=QSXCR+Q6sek8bf92,i=4096,h=G6k/rBLDqgOhRRaCuuatSDFkJ08=');
  const options = { ...base, mechanism: 'SCRAM-SHA-1', digests: await nobleDigests() } as const;
  const bindings = ['tls-server-end-point', 'tls-exporter'];
  await new Scram({ ...options, offered: { mechanisms: ['SCRAM-SHA-1-PLUS', 'SCRAM-SHA-1'], bindings } }).final(challenge);
  await assert.rejects(new Scram({ ...options, offered: { mechanisms: ['SCRAM-SHA-1'], bindings } }).final(challenge), ScramError);
  await assert.rejects(new Scram({ ...options, offered: { mechanisms: ['SCRAM-SHA-1-PLUS', 'SCRAM-SHA-1'], bindings: undefined } }).final(challenge), ScramError);
});

test('names and passwords are prepared', () => {
  assert.equal(saslprep('I\u00adX'), 'IX');
  assert.equal(saslprep('\u2168'), 'IX');
  assert.equal(saslprep('a\u00a0b'), 'a b');
  assert.equal(text(new Scram({ ...base, username: 'a=b,c', digests: webDigests(globalThis.crypto.subtle) }).first()), 'n,,n=a=3Db=2Cc,r=abc');
});
