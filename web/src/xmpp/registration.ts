/** Accounts: sign-up with an invitation (XEP-0077, 0379, 0401, 0445), password, removal, and one's devices (XEP-0494). */
import { randomId } from './bytes';
import type { Client } from './client';
import { StanzaError, StreamError } from './errors';
import { readForm, submitForm, type Form } from './forms';
import { Jid } from './jid';
import { readDate } from './message';
import { CLIENT, CLIENTS, DATA, IBR_TOKEN, PARS, RECOVERY, REGISTER, REGISTER_FEATURE } from './ns';
import { Stream } from './stream';
import type { OpenTransport } from './transport';
import { el, type XmlElement } from './xml';

/** A stream on which nobody has logged in yet, to make an account on. */
export class SignUp {
  private constructor(private readonly stream: Stream, private readonly domain: string, readonly open: boolean, readonly byInvitation: boolean, readonly recovers: boolean) {}

  static async begin(transport: OpenTransport, url: string, domain: string): Promise<SignUp> {
    const stream = new Stream(transport, url, domain);
    const features = await stream.open();
    return new SignUp(stream, domain,
      features.child('register', REGISTER_FEATURE) !== undefined, features.child('register', IBR_TOKEN) !== undefined,
      features.child('recover', RECOVERY) !== undefined);
  }

  /** Shows the invitation; rejects with item-not-found when it is spent or unknown. */
  async present(token: string): Promise<void> {
    await this.iq('set', el('preauth', PARS, { token }));
  }

  /** What the server wants to know besides name and password, if it says so with a form. */
  async form(): Promise<Form | undefined> {
    const result = await this.iq('get', el('query', REGISTER));
    const x = result.child('query', REGISTER)?.child('x', DATA);
    return x && readForm(x);
  }

  async create(username: string, password: string, form: Form | undefined): Promise<void> {
    const answers = { username: [username], password: [password] };
    await this.iq('set', el('query', REGISTER, {}, form
      ? submitForm(form, answers)
      : [el('username', REGISTER, {}, username), el('password', REGISTER, {}, password)]));
  }

  /** A new password with a code made before; rejects with not-authorized when name or code are wrong. */
  async recover(username: string, code: string, password: string): Promise<void> {
    await this.iq('set', el('recover', RECOVERY, {},
      el('username', RECOVERY, {}, username), el('code', RECOVERY, {}, code), el('password', RECOVERY, {}, password)));
  }

  close(): void {
    this.stream.close();
  }

  private async iq(type: 'get' | 'set', payload: XmlElement): Promise<XmlElement> {
    const id = randomId(8);
    this.stream.send(el('iq', CLIENT, { type, id, to: this.domain }, payload));
    const answer = await this.stream.next();
    if (!answer.is('iq', CLIENT) || answer.attr('id') !== id) throw new StreamError('invalid-xml');
    if (answer.attr('type') === 'error') throw StanzaError.of(answer);
    return answer;
  }
}

export interface DeviceSession {
  readonly id: string;
  readonly connected: boolean;
  readonly firstSeen: number | undefined;
  readonly lastSeen: number | undefined;
  readonly software: string;
  readonly device: string;
}

export class OwnAccount {
  constructor(private readonly client: Client) {}

  async changePassword(password: string): Promise<void> {
    const { local, domain } = this.client.account;
    await this.client.iq('set', el('query', REGISTER, {},
      el('username', REGISTER, {}, local), el('password', REGISTER, {}, password)), domain);
  }

  /** Ends the account for good, XEP-0077 section 3.2. The server closes the stream. */
  async remove(): Promise<void> {
    await this.client.iq('set', el('query', REGISTER, {}, el('remove', REGISTER)));
  }

  /** When the printed recovery code was made, if there is one. */
  async recoveryCode(): Promise<number | undefined> {
    const result = await this.client.iq('get', el('code', RECOVERY));
    return readDate(result.child('code', RECOVERY)?.attr('created'));
  }

  /** A fresh recovery code in place of the former; it is shown this once. */
  async newRecoveryCode(): Promise<string> {
    const result = await this.client.iq('set', el('code', RECOVERY));
    return result.child('code', RECOVERY)?.text ?? '';
  }

  async devices(): Promise<DeviceSession[]> {
    const result = await this.client.iq('get', el('list', CLIENTS));
    return (result.child('clients', CLIENTS)?.all('client') ?? []).map((c) => {
      const agent = c.child('user-agent');
      return {
        id: c.attr('id') ?? '',
        connected: c.attr('connected') === 'true' || c.attr('connected') === '1',
        firstSeen: readDate(c.textOf('first-seen')),
        lastSeen: readDate(c.textOf('last-seen')),
        software: agent?.textOf('software') ?? '',
        device: agent?.textOf('device') ?? '',
      };
    });
  }

  async endDevice(id: string): Promise<void> {
    await this.client.iq('set', el('revoke', CLIENTS, { id }));
  }
}

/** What an invitation or address link says: xmpp:juliet@capulet.lit?roster;preauth=T;name=Juliet. */
export interface XmppLink {
  readonly jid: Jid;
  readonly action: string;
  readonly params: Readonly<Record<string, string>>;
}

export function readXmppUri(uri: string): XmppLink | undefined {
  const match = /^xmpp:(?:\/\/[^/?#]*\/)?([^?#]+)(?:\?([^#]*))?/i.exec(uri.trim());
  if (!match) return undefined;
  try {
    const jid = Jid.read(decodeURIComponent(match[1]!));
    if (!jid) return undefined;
    const [action = '', ...pairs] = (match[2] ?? '').split(';');
    const params: Record<string, string> = {};
    for (const pair of pairs) {
      const equals = pair.indexOf('=');
      if (equals > 0) params[pair.slice(0, equals)] = decodeURIComponent(pair.slice(equals + 1).replaceAll('+', ' '));
    }
    return { jid, action, params };
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
