/** Presence in words. */
import { t } from '../i18n';
import type { State } from '../model/state';
import type { Show } from '../model/types';
import { recent } from './format';

export const SHOW_KEYS = { online: 'show.online', chat: 'show.chat', away: 'show.away', xa: 'show.xa', dnd: 'show.dnd' } as const;

/** What the dot tells; nothing for those whose presence we may not see. */
export function showOf(state: State, jid: string): Show | 'offline' {
  return state.presences.value.get(jid)?.show ?? 'offline';
}

export function presenceText(state: State, jid: string): string {
  const presence = state.presences.value.get(jid);
  const contact = state.contacts.value.get(jid);
  if (presence) {
    if (presence.status) return presence.status;
    const since = presence.idleSince === undefined ? NaN : Date.parse(presence.idleSince);
    if (!Number.isNaN(since)) return t('show.since', { time: recent(since) });
    return t(SHOW_KEYS[presence.show]);
  }
  if (contact?.pending) return t('show.pending');
  if (contact && (contact.subscription === 'to' || contact.subscription === 'both')) return t('show.offline');
  return jid;
}
