/** Making an account with an invitation: what the page needs of it, with failures as ActionErrors. */
import { Jid } from '../xmpp/jid';
import { SignUp } from '../xmpp/registration';
import type { OpenTransport } from '../xmpp/transport';
import { ActionError } from './actions';
import { asActionError } from './leader';

export interface Invited {
  /** Who sent the invitation, if the server tells. */
  readonly inviter: string | undefined;
  /** The only name that may be taken, if there is one. */
  readonly name: string | undefined;
  /** Whether it makes an account here, or only a contact for who has one elsewhere. */
  readonly account: boolean;
}

const NOTHING_TOLD: Invited = { inviter: undefined, name: undefined, account: true };

/** What the server's page says of an invitation. */
export function readInvited(value: unknown): Invited {
  const text = (key: string): string | undefined => {
    const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  const account: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'account') : undefined;
  return { inviter: text('inviter'), name: text('name'), account: account !== false };
}

export class Registration {
  constructor(
    private readonly transport: OpenTransport,
    private readonly url: string,
    private readonly domain: string,
    readonly token: string,
    /** Asks the server's page about the invitation; undefined when it says nothing. */
    private readonly ask: (token: string) => Promise<Invited | undefined>,
  ) {}

  /** Whether the invitation still holds. */
  async check(): Promise<Invited> {
    const invited = await this.ask(this.token) ?? NOTHING_TOLD;
    if (invited.account) await this.withStream((stream) => stream.present(this.token));
    return invited;
  }

  /** The invitation as other apps know it (XEP-0379, XEP-0445). */
  link({ inviter, name, account }: Invited): string {
    const token = `preauth=${encodeURIComponent(this.token)}`;
    const escaped = (jid: string): string => {
      const at = jid.lastIndexOf('@');
      return at < 0 ? jid : `${encodeURIComponent(jid.slice(0, at))}${jid.slice(at)}`;
    };
    if (inviter) return `xmpp:${escaped(inviter)}?roster;${token}${account ? ';ibr=y' : ''}`;
    return `xmpp:${escaped(name ? `${name}@${this.domain}` : this.domain)}?register;${token}`;
  }

  /** Makes the account; gives its address. */
  async create(name: string, password: string): Promise<string> {
    const jid = Jid.read(`${name}@${this.domain}`);
    if (!jid || jid.local === '' || name.includes('@')) throw new ActionError('jid-malformed');
    await this.withStream(async (stream) => {
      await stream.present(this.token);
      await stream.create(jid.local, password, await stream.form());
    });
    return jid.toString();
  }

  private async withStream(work: (stream: SignUp) => Promise<void>): Promise<void> {
    try {
      const stream = await SignUp.begin(this.transport, this.url, this.domain);
      try {
        if (!stream.open && !stream.byInvitation) throw new ActionError('feature-not-implemented');
        await work(stream);
      } finally {
        stream.close();
      }
    } catch (error) {
      throw asActionError(error);
    }
  }
}
