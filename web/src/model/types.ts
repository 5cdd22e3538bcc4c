/** What the client knows, as plain data: it is stored, sent between tabs and shown. */
import type { DeviceSession } from '../xmpp/registration';
import type { FileInfo } from '../xmpp/message';
import type { Profile } from '../xmpp/people';
import type { Show } from '../xmpp/presence';
import type { RosterItem } from '../xmpp/roster';

export type { DeviceSession, FileInfo, Profile, Show };
export type Contact = RosterItem;

export interface Reaction {
  readonly at: number;
  readonly emojis: readonly string[];
}

export interface Message {
  /** Ours alone; never on the wire. */
  readonly key: string;
  /** Bare address of the conversation. */
  readonly peer: string;
  /** Server's time in milliseconds, then the order of arrival: messages sort by these two. */
  readonly at: number;
  readonly seq: number;
  readonly outgoing: boolean;
  /** Bare address of who wrote it. */
  readonly author: string;
  readonly body: string;
  /** Ids on the wire by which others refer to it; the first is the one to answer to. */
  readonly ids: readonly string[];
  readonly archiveId?: string;
  /** pending: not yet acknowledged by the server. sent: acknowledged. received: somebody else's. */
  readonly status: 'uploading' | 'pending' | 'sent' | 'failed' | 'received';
  readonly problem?: string;
  /** When the server may take it, if it told. */
  readonly retryAt?: number;
  readonly delivered?: boolean;
  readonly markable?: boolean;
  readonly reply?: { readonly id: string; readonly author: string; readonly quote: string };
  readonly file?: FileInfo;
  readonly editedAt?: number;
  readonly retractedAt?: number;
  readonly reactions?: Readonly<Record<string, Reaction>>;
}

export interface Conversation {
  readonly peer: string;
  readonly last?: Message;
  readonly unread: number;
  /** All up to this time is read by us, and by them. */
  readonly readAt: number;
  readonly peerReadAt: number;
  readonly pinned: boolean;
  readonly muted: boolean;
  readonly archived: boolean;
  /** When these three were chosen, once the account knows of it. */
  readonly chosenAt?: number;
  readonly draft: string;
  /** The beginning of the archive is reached. */
  readonly complete: boolean;
  /** When it was last of interest, for the order of the list. */
  readonly activeAt: number;
  /** Id of a message whose reading must still be told. */
  readonly marker?: string;
}

export interface Presence {
  readonly show: Show;
  readonly status: string;
  readonly idleSince?: string;
  /** Names of the programs the contact uses. */
  readonly clients: readonly string[];
}

export interface KnownProfile {
  readonly jid: string;
  readonly name: string;
  /** Hash of the avatar, '' for none. */
  readonly avatar: string;
}

export interface ContactRequest {
  readonly jid: string;
  readonly nick: string;
  readonly text: string;
  readonly at: number;
}

export type Connection =
  | { readonly kind: 'offline' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'waiting'; readonly retryAt: number }
  /** Connected and fetching what happened meanwhile. */
  | { readonly kind: 'syncing' }
  | { readonly kind: 'online' }
  | { readonly kind: 'refused'; readonly condition: string; readonly text: string };

export interface Self {
  readonly jid: string;
  readonly profile: Profile;
  readonly avatar: string;
  readonly show: Show;
  readonly status: string;
  /** Most bytes of an upload, 0 when there is no upload service, undefined while unknown. */
  readonly uploadLimit?: number;
}

/** One step in what is known. The tab that is connected makes them, every tab applies them. */
export type Change =
  | { readonly kind: 'connection'; readonly value: Connection }
  | { readonly kind: 'self'; readonly value: Self }
  | { readonly kind: 'conversation'; readonly value: Conversation }
  | { readonly kind: 'conversationGone'; readonly peer: string }
  | { readonly kind: 'messages'; readonly peer: string; readonly values: readonly Message[] }
  /** A message of somebody else came in that is not muted. */
  | { readonly kind: 'arrived'; readonly value: Message }
  | { readonly kind: 'messageGone'; readonly peer: string; readonly key: string }
  | { readonly kind: 'contacts'; readonly values: readonly Contact[] }
  | { readonly kind: 'contact'; readonly value: Contact }
  | { readonly kind: 'contactGone'; readonly jid: string }
  | { readonly kind: 'profile'; readonly value: KnownProfile }
  | { readonly kind: 'presence'; readonly jid: string; readonly value: Presence | undefined }
  | { readonly kind: 'presencesGone' }
  | { readonly kind: 'typing'; readonly peer: string; readonly typing: boolean }
  | { readonly kind: 'requests'; readonly values: readonly ContactRequest[] }
  | { readonly kind: 'blocked'; readonly values: readonly string[] }
  | { readonly kind: 'progress'; readonly key: string; readonly value: number | undefined }
  /** Whether the device has no room for what comes. */
  | { readonly kind: 'full'; readonly value: boolean }
  | { readonly kind: 'signedOut' };

export function comparePosition(a: { at: number; seq: number }, b: { at: number; seq: number }): number {
  return a.at - b.at || a.seq - b.seq;
}

export function newConversation(peer: string): Conversation {
  return {
    peer, unread: 0, readAt: 0, peerReadAt: 0, pinned: false, muted: false, archived: false, draft: '', complete: false, activeAt: 0,
  };
}

export const EMPTY_PROFILE: Profile = { name: '', nickname: '', about: '', email: '', website: '', organisation: '' };

/** How far an outgoing message came; the marks tell no more than is known. */
export type Tick = 'uploading' | 'pending' | 'failed' | 'sent' | 'delivered' | 'read';

export function tickOf(message: Message, conversation: Conversation | undefined): Tick | undefined {
  if (!message.outgoing || message.status === 'received') return undefined;
  if (message.status !== 'sent') return message.status;
  if (conversation && conversation.peerReadAt >= message.at) return 'read';
  return message.delivered ? 'delivered' : 'sent';
}
