/** Ad-hoc commands, XEP-0050: a list, and a conversation of forms. */
import type { Client } from './client';
import type { Disco } from './disco';
import { readForm, submitForm, type Answers, type Form } from './forms';
import { COMMANDS, DATA } from './ns';
import { el, type XmlElement } from './xml';

export interface Command {
  readonly jid: string;
  readonly node: string;
  readonly name: string;
  /** In which it should speak; many know one only. */
  readonly lang?: string;
}

export type CommandAction = 'execute' | 'next' | 'prev' | 'complete' | 'cancel';

export interface CommandStep {
  readonly command: Command;
  readonly session: string | undefined;
  readonly status: 'executing' | 'completed' | 'canceled';
  readonly actions: readonly CommandAction[];
  readonly notes: readonly { readonly type: 'info' | 'warn' | 'error'; readonly text: string }[];
  readonly form: Form | undefined;
}

export class Commands {
  constructor(private readonly client: Client, private readonly disco: Disco) {}

  async list(jid: string, lang: string): Promise<Command[]> {
    return (await this.disco.items(jid, COMMANDS, lang)).filter((i) => i.node !== '').map((i) => ({ ...i, lang }));
  }

  start(command: Command): Promise<CommandStep> {
    return this.run(command, { action: 'execute' });
  }

  step(step: CommandStep, action: CommandAction, answers: Answers): Promise<CommandStep> {
    const form = step.form && action !== 'cancel' && action !== 'prev' ? submitForm(step.form, answers) : undefined;
    return this.run(step.command, { action, sessionid: step.session }, form);
  }

  private async run(command: Command, attrs: Record<string, string | undefined>, form?: XmlElement): Promise<CommandStep> {
    const result = await this.client.iq('set', el('command', COMMANDS, { node: command.node, ...attrs }, form), command.jid, 60_000, command.lang);
    const answer = result.child('command', COMMANDS);
    const status = answer?.attr('status');
    const actions = answer?.child('actions');
    const offered = actions?.elements.map((e) => e.name).filter((n): n is CommandAction => n === 'next' || n === 'prev' || n === 'complete') ?? [];
    const x = answer?.child('x', DATA);
    return {
      command,
      session: answer?.attr('sessionid'),
      status: status === 'completed' || status === 'canceled' ? status : 'executing',
      actions: offered.length > 0 ? offered : ['complete'],
      notes: (answer?.all('note') ?? []).map((n) => {
        const type = n.attr('type');
        return { type: type === 'warn' || type === 'error' ? type : 'info', text: n.text };
      }),
      form: x && readForm(x),
    };
  }
}
