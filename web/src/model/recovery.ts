/** A new password for who forgot the old one and has a code. */
import { Jid } from '../xmpp/jid';
import { SignUp } from '../xmpp/registration';
import type { OpenTransport } from '../xmpp/transport';
import { ActionError } from './actions';
import { asActionError } from './leader';

/** What the link of the operator says behind the #: address and code. */
export interface RecoveryLink {
  readonly name: string;
  readonly code: string;
}

export function readRecoveryLink(fragment: string): RecoveryLink {
  try {
    const [address = '', code = ''] = decodeURIComponent(fragment.replace(/^#/, '')).split('/');
    return { name: Jid.read(address)?.local ?? '', code };
  } catch (error) {
    if (error instanceof URIError) return { name: '', code: '' };
    throw error;
  }
}

export class Recovery {
  constructor(private readonly transport: OpenTransport, private readonly url: string, readonly domain: string) {}

  /** Sets the password; gives the address. */
  async recover(name: string, code: string, password: string): Promise<string> {
    const jid = Jid.read(name.includes('@') ? name : `${name}@${this.domain}`);
    if (!jid || jid.local === '' || jid.domain !== this.domain) throw new ActionError('jid-malformed');
    try {
      const stream = await SignUp.begin(this.transport, this.url, this.domain);
      try {
        if (!stream.recovers) throw new ActionError('feature-not-implemented');
        await stream.recover(jid.local, code, password);
      } finally {
        stream.close();
      }
    } catch (error) {
      throw asActionError(error);
    }
    return jid.bare.toString();
  }
}
