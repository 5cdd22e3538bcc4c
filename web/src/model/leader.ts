/** The connected tab: engine, people and files put together behind the actions. */
import { StanzaError, StreamError } from '../xmpp/errors';
import type { Account } from '../xmpp/account';
import { ActionError, type Actions, type Answers, type Command, type CommandAction, type CommandStep, type ConversationSettings, type FileDetails, type Invitation } from './actions';
import { addressOf, Engine, type EngineOptions } from './engine';
import { Files } from './files';
import { People } from './people';
import type { Change, Connection, DeviceSession, Message, Profile, Show } from './types';

/** The command of XEP-0401 that makes an invitation. */
const INVITE_NODE = 'urn:xmpp:invite#invite';

export class Leader implements Actions {
  readonly engine: Engine;
  private readonly people: People;
  private readonly files: Files;
  /** The tabs somebody looks at; with none, the server may save our battery (XEP-0352). */
  private readonly visible = new Set<string>();

  constructor(private readonly options: EngineOptions, private readonly forget: () => Promise<void>) {
    this.engine = new Engine(options);
    this.people = new People(this.engine);
    this.files = new Files(this.engine);
    this.follow();
  }

  private get account(): Account {
    return this.options.account;
  }

  /** Reads what is stored, then connects. */
  async start(): Promise<void> {
    this.engine.publish(...await this.people.restore());
    await this.engine.restore();
    this.account.client.start();
  }

  /** What a tab that just opened cannot read from the store. */
  snapshot(): Change[] {
    const { state } = this.engine;
    const self = state.self.value;
    return [
      { kind: 'connection', value: state.connection.value },
      ...(self ? [{ kind: 'self', value: self } as const] : []),
      { kind: 'full', value: state.full.value },
      { kind: 'presencesGone' },
      ...[...state.presences.value].map(([jid, value]): Change => ({ kind: 'presence', jid, value })),
      ...[...state.typing.value].map((peer): Change => ({ kind: 'typing', peer, typing: true })),
      { kind: 'requests', values: state.requests.value },
      { kind: 'blocked', values: [...state.blocked.value] },
      ...[...state.progress.value].map(([key, value]): Change => ({ kind: 'progress', key, value })),
    ];
  }

  stop(): void {
    this.account.client.stop();
  }

  private connection(value: Connection): void {
    this.engine.publish({ kind: 'connection', value });
  }

  private follow(): void {
    const { client, uploads, messages } = this.account;
    client.on('state', (state) => {
      switch (state.kind) {
        case 'stopped':
          this.connection({ kind: 'offline' });
          break;
        case 'connecting':
          if (this.engine.state.connection.value.kind !== 'waiting') this.connection({ kind: 'connecting' });
          break;
        case 'waiting':
          this.connection({ kind: 'waiting', retryAt: state.retryAt });
          break;
        case 'refused':
          this.connection({ kind: 'refused', condition: state.condition, text: state.text });
          break;
        case 'online':
          break; // told with the session
      }
    });
    client.on('session', ({ resumed, rosterVersioning }) => {
      if (resumed) {
        this.connection({ kind: 'online' });
        void this.engine.resumed();
        this.engine.choices.resumed();
        return;
      }
      this.connection({ kind: 'syncing' });
      uploads.forget();
      void messages.enableCarbons().catch(onlyStanzaErrors);
      void this.people.begin(rosterVersioning);
      this.engine.choices.begin();
      void this.engine.synchronise().then(() => {
        if (client.online) this.connection({ kind: 'online' });
        for (const peer of this.engine.state.conversations.value.keys()) {
          if (!this.engine.state.profiles.value.has(peer)) this.people.wantProfile(peer);
        }
      });
    });
    messages.on('incoming', ({ envelope }) => {
      const peer = envelope.from.bare.toString();
      if (!this.engine.state.profiles.value.has(peer)) this.people.wantProfile(peer);
    });
  }

  // Messages

  sendText(id: string, peer: string, body: string, replyTo?: string): Promise<void> {
    return this.engine.enqueue(() => this.engine.sendText(id, peer, body, replyTo));
  }

  editText(key: string, body: string): Promise<void> {
    return this.engine.enqueue(async () => {
      const message = await this.message(key);
      await this.engine.changeAndTell(key, { kind: 'correction', target: message.ids[0]!, body });
    });
  }

  react(key: string, emojis: readonly string[]): Promise<void> {
    return this.engine.enqueue(async () => {
      const target = (await this.message(key)).ids[0];
      if (!target) throw new ActionError('not-allowed');
      await this.engine.changeAndTell(key, { kind: 'reactions', target, emojis });
    });
  }

  retract(key: string): Promise<void> {
    return this.engine.enqueue(async () => {
      const message = await this.message(key);
      await this.engine.changeAndTell(key, { kind: 'retraction', target: message.ids[0]! });
    });
  }

  async retry(key: string): Promise<void> {
    const message = await this.message(key);
    if (message.file && message.file.url === '') return this.files.retry(message);
    return this.engine.enqueue(async () => {
      const { problem: _problem, reply, ...rest } = message;
      await this.engine.store.write({ messagesGone: [key], outboxGone: [message.ids[0] ?? ''] });
      this.engine.publish({ kind: 'messageGone', peer: message.peer, key });
      const again = this.engine.draft(message.peer, { ...(rest.file && { file: rest.file }), ...(reply && { reply }), body: message.body, status: 'pending' });
      await this.engine.submit(again, { kind: 'text', body: message.body, ...(reply && { reply }), ...(rest.file && { file: rest.file }) });
    });
  }

  discard(key: string): Promise<void> {
    this.files.cancel(key);
    return this.engine.enqueue(async () => {
      const message = await this.message(key);
      if (message.status === 'sent' || message.status === 'received') throw new ActionError('not-allowed');
      await this.engine.store.write({ messagesGone: [key], outboxGone: [message.ids[0] ?? ''] });
      await this.engine.store.removeFile(key);
      this.engine.publish({ kind: 'messageGone', peer: message.peer, key });
      const [last] = await this.engine.store.before(message.peer, undefined, 1);
      const { last: _last, ...rest } = this.engine.conversation(message.peer);
      await this.engine.saveConversation({ ...rest, ...(last && { last }) });
    });
  }

  sendFile(peer: string, file: Blob, details: FileDetails): Promise<void> {
    return this.files.send(peer, file, details);
  }

  typing(peer: string, composing: boolean): Promise<void> {
    this.engine.typing(peer, composing);
    return Promise.resolve();
  }

  markRead(peer: string, at: number): Promise<void> {
    return this.engine.enqueue(() => this.engine.markRead(peer, at));
  }

  fetchHistory(peer: string): Promise<boolean> {
    return this.engine.fetchHistory(peer);
  }

  configure(peer: string, settings: ConversationSettings): Promise<void> {
    return this.engine.enqueue(() => {
      const { draft: _draft, ...chosen } = settings;
      return Object.keys(chosen).length > 0 ? this.engine.choices.choose(peer, settings) : this.engine.saveConversation({ ...this.engine.conversation(peer), ...settings });
    });
  }

  openConversation(text: string): Promise<void> {
    const peer = addressOf(text).toString();
    this.people.wantProfile(peer);
    return this.engine.enqueue(async () => {
      if (this.engine.state.conversations.value.has(peer)) return;
      await this.engine.saveConversation({ ...this.engine.conversation(peer), activeAt: this.engine.now() });
    });
  }

  removeConversation(peer: string): Promise<void> {
    return this.engine.enqueue(async () => {
      await this.engine.store.removeConversation(peer);
      this.engine.publish({ kind: 'conversationGone', peer });
    });
  }

  /** Full text in the archive where the server offers it; what it finds is kept. */
  async searchArchive(text: string, peer?: string): Promise<Message[]> {
    const { messages } = this.account;
    if (await messages.searchable()) {
      const page = await messages.page({ text, max: 50, before: '', ...(peer !== undefined && { with: peer }) });
      await this.engine.enqueue(() => this.engine.take(page.items, 'history', undefined));
    }
    return this.engine.store.search(text, peer, 100);
  }

  private async message(key: string): Promise<Message> {
    const message = await this.engine.store.message(key);
    if (!message) throw new ActionError('item-not-found');
    return message;
  }

  // People

  addContact(jid: string, name: string, token?: string): Promise<void> {
    return this.people.add(jid, name, token);
  }

  renameContact(jid: string, name: string): Promise<void> {
    return this.people.rename(jid, name);
  }

  removeContact(jid: string): Promise<void> {
    return this.people.remove(jid);
  }

  acceptRequest(jid: string): Promise<void> {
    return this.people.accept(jid);
  }

  declineRequest(jid: string): Promise<void> {
    return this.people.decline(jid);
  }

  block(jid: string, report?: 'spam' | 'abuse'): Promise<void> {
    return this.people.block(jid, report);
  }

  unblock(jid: string): Promise<void> {
    return this.people.unblock(jid);
  }

  profileOf(jid: string): Promise<Profile> {
    return this.people.profileOf(jid);
  }

  saveProfile(profile: Profile, avatar?: { type: string; bytes: Uint8Array<ArrayBuffer> } | null): Promise<void> {
    return this.people.saveProfile(profile, avatar);
  }

  setStatus(show: Show, status: string): Promise<void> {
    return this.people.setStatus(show, status);
  }

  // Account

  devices(): Promise<DeviceSession[]> {
    return this.account.own.devices();
  }

  endDevice(id: string): Promise<void> {
    return this.account.own.endDevice(id);
  }

  changePassword(password: string): Promise<void> {
    return this.account.own.changePassword(password);
  }

  recoveryCode(): Promise<number | undefined> {
    return this.account.own.recoveryCode();
  }

  newRecoveryCode(): Promise<string> {
    return this.account.own.newRecoveryCode();
  }

  async deleteAccount(): Promise<void> {
    try {
      await this.account.own.remove();
    } catch (error) {
      // the server may close the stream instead of answering
      if (!(error instanceof StanzaError) || (error.condition !== 'disconnected' && error.condition !== 'timeout')) throw error;
    }
    await this.signOut();
  }

  async invite(): Promise<Invitation> {
    const domain = this.account.client.account.domain;
    let step = await this.account.commands.start({ jid: domain, node: INVITE_NODE, name: '' });
    if (step.status === 'executing') step = await this.account.commands.step(step, 'complete', {});
    const field = (name: string): string => step.form?.fields.find((f) => f.name === name)?.values[0] ?? '';
    const uri = field('uri');
    const expires = Date.parse(field('expire') || field('expiry'));
    if (!uri && !field('landing-url')) throw new ActionError('feature-not-implemented');
    return { url: field('landing-url'), uri, expires: Number.isNaN(expires) ? undefined : expires };
  }

  commands(lang: string, jid?: string): Promise<Command[]> {
    return this.account.commands.list(jid ?? this.account.client.account.domain, lang);
  }

  startCommand(command: Command): Promise<CommandStep> {
    return this.account.commands.start(command);
  }

  stepCommand(step: CommandStep, action: CommandAction, answers: Answers): Promise<CommandStep> {
    return this.account.commands.step(step, action, answers);
  }

  setVisible(tab: string, visible: boolean): Promise<void> {
    if (visible) this.visible.add(tab);
    else this.visible.delete(tab);
    this.account.client.setActive(this.visible.size > 0);
    return Promise.resolve();
  }

  reconnect(): Promise<void> {
    this.account.client.hurry();
    return Promise.resolve();
  }

  async signOut(): Promise<void> {
    await this.engine.choices.leave();
    this.account.client.stop();
    await this.forget();
    this.engine.publish({ kind: 'signedOut' });
  }
}

function onlyStanzaErrors(error: unknown): void {
  if (!(error instanceof StanzaError)) throw error;
}

/** Errors as they cross from tab to tab: plain, and of one kind. */
export function asActionError(error: unknown): ActionError {
  if (error instanceof ActionError) return error;
  if (error instanceof StanzaError || error instanceof StreamError) return new ActionError(error.condition, error.text);
  if (error instanceof DOMException && error.name === 'QuotaExceededError') return new ActionError('storage-full');
  console.error(error);
  return new ActionError('undefined-condition', error instanceof Error ? error.message : '');
}
