/** What a person can do. The connected tab does it; the others ask it to. Arguments and results are plain data. */
import type { Command, CommandAction, CommandStep } from '../xmpp/commands';
import type { Answers } from '../xmpp/forms';
import type { FileInfo } from '../xmpp/message';
import type { Conversation, DeviceSession, Message, Profile, Show } from './types';

export type { Answers, Command, CommandAction, CommandStep };

/** It could not be done, and why: a condition of RFC 6120, or our own 'disconnected', 'timeout', 'too-large', 'no-upload'. */
export class ActionError extends Error {
  constructor(readonly condition: string, readonly text = '') {
    super(text ? `${condition}: ${text}` : condition);
  }
}

export interface FileDetails {
  readonly name: string;
  readonly type: string;
  readonly width?: number;
  readonly height?: number;
  readonly duration?: number;
}

export interface Invitation {
  readonly url: string;
  readonly uri: string;
  readonly expires: number | undefined;
}

export type ConversationSettings = Partial<Pick<Conversation, 'pinned' | 'muted' | 'archived' | 'draft'>>;

export interface Actions {
  /** The id makes it safe to ask twice. */
  sendText(id: string, peer: string, body: string, replyTo?: string): Promise<void>;
  editText(key: string, body: string): Promise<void>;
  react(key: string, emojis: readonly string[]): Promise<void>;
  retract(key: string): Promise<void>;
  retry(key: string): Promise<void>;
  /** Takes back what has not been sent; stops an upload. */
  discard(key: string): Promise<void>;
  sendFile(peer: string, file: Blob, details: FileDetails): Promise<void>;
  typing(peer: string, composing: boolean): Promise<void>;
  markRead(peer: string, at: number): Promise<void>;
  /** Fetches what came before; true when there is more. */
  fetchHistory(peer: string): Promise<boolean>;
  configure(peer: string, settings: ConversationSettings): Promise<void>;
  openConversation(peer: string): Promise<void>;
  removeConversation(peer: string): Promise<void>;
  searchArchive(text: string, peer?: string): Promise<Message[]>;
  addContact(jid: string, name: string, token?: string): Promise<void>;
  renameContact(jid: string, name: string): Promise<void>;
  removeContact(jid: string): Promise<void>;
  acceptRequest(jid: string): Promise<void>;
  declineRequest(jid: string): Promise<void>;
  block(jid: string, report?: 'spam' | 'abuse'): Promise<void>;
  unblock(jid: string): Promise<void>;
  profileOf(jid: string): Promise<Profile>;
  saveProfile(profile: Profile, avatar?: { type: string; bytes: Uint8Array<ArrayBuffer> } | null): Promise<void>;
  setStatus(show: Show, status: string): Promise<void>;
  devices(): Promise<DeviceSession[]>;
  endDevice(id: string): Promise<void>;
  changePassword(password: string): Promise<void>;
  /** When the printed recovery code was made, if there is one. */
  recoveryCode(): Promise<number | undefined>;
  newRecoveryCode(): Promise<string>;
  deleteAccount(): Promise<void>;
  invite(): Promise<Invitation>;
  /** What the server, or somebody else, can be asked to do; named in that language where they know it. */
  commands(lang: string, jid?: string): Promise<Command[]>;
  startCommand(command: Command): Promise<CommandStep>;
  stepCommand(step: CommandStep, action: CommandAction, answers: Answers): Promise<CommandStep>;
  /** Whether the person looks at this tab. */
  setVisible(tab: string, visible: boolean): Promise<void>;
  reconnect(): Promise<void>;
  signOut(): Promise<void>;
}

export type { FileInfo };
