/** What is kept on this device. The archive on the server is the truth; this is the cache, and what is not sent yet. */
import type { Outgoing } from '../xmpp/message';
import type { Contact, Conversation, KnownProfile, Message } from './types';

/** Something typed that the server has not acknowledged. Its id is the stanza's, so that it is never counted twice. */
export interface OutboxEntry {
  readonly id: string;
  readonly order: number;
  readonly peer: string;
  /** The message it is about, if it is a text itself. */
  readonly key?: string;
  readonly content: Outgoing;
}

/** A reaction, correction, ... to a message that has not been seen yet, or the answer to it that would quote it. */
export interface Orphan {
  /** reference(peer, target) */
  readonly target: string;
  readonly peer: string;
  readonly author: string;
  readonly outgoing: boolean;
  readonly at: number;
  readonly ids: readonly string[];
  readonly content: OrphanContent;
}

export type OrphanContent =
  | { readonly kind: 'correction'; readonly target: string; readonly body: string }
  | { readonly kind: 'retraction'; readonly target: string }
  | { readonly kind: 'reactions'; readonly target: string; readonly emojis: readonly string[] }
  | { readonly kind: 'received'; readonly target: string }
  | { readonly kind: 'displayed'; readonly target: string }
  /** `key` is that of the answer. */
  | { readonly kind: 'quoted'; readonly target: string; readonly key: string };

export interface StoredAvatar {
  readonly hash: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What one step changes; written all or nothing. */
export interface Batch {
  readonly messages?: readonly Message[];
  readonly conversations?: readonly Conversation[];
  readonly orphans?: readonly Orphan[];
  readonly orphansGone?: readonly string[];
  readonly outbox?: readonly OutboxEntry[];
  readonly outboxGone?: readonly string[];
  readonly messagesGone?: readonly string[];
  readonly meta?: Readonly<Record<string, unknown>>;
}

export interface Position {
  readonly at: number;
  readonly seq: number;
}

export interface Store {
  write(batch: Batch): Promise<void>;
  message(key: string): Promise<Message | undefined>;
  /** Messages by reference(peer, id) or archiveReference(id). */
  byReference(references: readonly string[]): Promise<ReadonlyMap<string, Message>>;
  orphans(references: readonly string[]): Promise<readonly Orphan[]>;
  /** Up to `limit` messages before a position (or the newest), in order. */
  before(peer: string, position: Position | undefined, limit: number): Promise<Message[]>;
  after(peer: string, position: Position, limit: number): Promise<Message[]>;
  countAfter(peer: string, at: number): Promise<number>;
  oldestArchived(peer: string): Promise<Message | undefined>;
  /** Newest first, text without regard to case and accents. */
  search(text: string, peer: string | undefined, limit: number): Promise<Message[]>;
  conversations(): Promise<Conversation[]>;
  removeConversation(peer: string): Promise<void>;
  outbox(): Promise<OutboxEntry[]>;
  contacts(): Promise<Contact[]>;
  replaceContacts(contacts: readonly Contact[]): Promise<void>;
  putContact(contact: Contact): Promise<void>;
  removeContact(jid: string): Promise<void>;
  profiles(): Promise<KnownProfile[]>;
  putProfile(profile: KnownProfile): Promise<void>;
  avatar(hash: string): Promise<StoredAvatar | undefined>;
  putAvatar(avatar: StoredAvatar): Promise<void>;
  file(key: string): Promise<Blob | undefined>;
  putFile(key: string, file: Blob): Promise<void>;
  removeFile(key: string): Promise<void>;
  meta(name: string): Promise<unknown>;
  /** Forgets everything. */
  destroy(): Promise<void>;
  close(): void;
}

export function reference(peer: string, id: string): string {
  return `${peer}\n${id}`;
}

export function archiveReference(id: string): string {
  return `#${id}`;
}

export function referencesOf(message: Message): string[] {
  const own = message.ids.map((id) => reference(message.peer, id));
  return message.archiveId === undefined ? own : [...own, archiveReference(message.archiveId)];
}

/** Text as it is compared when searching. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

export function matches(message: Message, needle: string): boolean {
  return message.retractedAt === undefined && (folded(message.body).includes(needle) || folded(message.file?.name ?? '').includes(needle));
}
