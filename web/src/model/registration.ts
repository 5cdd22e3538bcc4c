/** Making an account with an invitation: what the page needs of it, with failures as ActionErrors. */
import { Jid } from '../xmpp/jid';
import { SignUp } from '../xmpp/registration';
import type { OpenTransport } from '../xmpp/transport';
import { ActionError } from './actions';
import { asActionError } from './leader';

export interface Invited {
  /** Who sent the invitation, if the server tells. */
  readonly inviter: string | undefined;
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
    const [invited] = await Promise.all([this.ask(this.token), this.withStream((stream) => stream.present(this.token))]);
    return invited ?? { inviter: undefined };
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
