/** Invitations and recovery links as they come from the server, from other apps, and from whoever makes them up. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { readRecoveryLink } from '../../src/model/recovery';
import { readInvited, Registration } from '../../src/model/registration';
import { readXmppUri } from '../../src/xmpp/registration';

const registration = new Registration(() => { throw new Error('no network'); }, 'wss://localhost/ws', 'localhost', 'tok/en', async () => undefined);

test('what the server says of an invitation is believed only where it makes sense', () => {
  assert.deepEqual(readInvited({ inviter: 'romeo@localhost', name: 'juliet', account: true }), { inviter: 'romeo@localhost', name: 'juliet', account: true });
  for (const odd of [undefined, null, 7, 'text', [], {}, { inviter: 3, name: '', account: 'no' }]) {
    assert.deepEqual(readInvited(odd), { inviter: undefined, name: undefined, account: true });
  }
  assert.equal(readInvited({ account: false }).account, false);
});

test('the link for other apps is the one of XEP-0379 or XEP-0445', () => {
  const link = (inviter: string | undefined, name: string | undefined, account: boolean) => registration.link({ inviter, name, account });
  assert.equal(link(undefined, undefined, true), 'xmpp:localhost?register;preauth=tok%2Fen');
  assert.equal(link(undefined, 'd%d', true), 'xmpp:d%25d@localhost?register;preauth=tok%2Fen');
  assert.equal(link('romeo@localhost', undefined, true), 'xmpp:romeo@localhost?roster;preauth=tok%2Fen;ibr=y');
  assert.equal(link('romeo@localhost', undefined, false), 'xmpp:romeo@localhost?roster;preauth=tok%2Fen');
  assert.equal(readXmppUri(link('d%d@localhost', undefined, true))?.jid.toString(), 'd%d@localhost');
});

test('a recovery link fills the form, and a broken one leaves it empty', () => {
  assert.deepEqual(readRecoveryLink('#juliet@localhost/ABCDE-FGHIJ'), { name: 'juliet', code: 'ABCDE-FGHIJ' });
  assert.deepEqual(readRecoveryLink(''), { name: '', code: '' });
  assert.deepEqual(readRecoveryLink('#%E0%A4%A'), { name: '', code: '' });
  assert.deepEqual(readRecoveryLink('#no address/code'), { name: '', code: 'code' });
});
