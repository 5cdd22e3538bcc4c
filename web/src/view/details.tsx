/** Who somebody is, beside the conversation. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import { safeHref } from '../model/styling';
import type { Profile } from '../model/types';
import { Avatar } from './avatar';
import { BlockDialog } from './block';
import { attempt, useSession } from './context';
import { copy } from './copy';
import { Confirm, Switch, TextField } from './dialog';
import { useFocusAgain } from './focus';
import { Icon } from './icons';
import { presenceText, showOf, SHOW_KEYS } from './presence';

export function Details({ peer, onClose }: { peer: string; onClose: () => void }): JSX.Element {
  const { state, actions } = useSession();
  const [profile, setProfile] = useState<Profile | undefined>(undefined);
  const [renaming, setRenaming] = useState<string | undefined>(undefined);
  const [confirm, setConfirm] = useState<'block' | 'remove' | undefined>(undefined);
  const aside = useRef<HTMLElement>(null);
  const closeButton = useRef<HTMLButtonElement>(null);
  useFocusAgain(aside, closeButton);
  useEffect(() => {
    let gone = false;
    setProfile(undefined);
    void actions.profileOf(peer).then((p) => { if (!gone) setProfile(p); }, () => undefined);
    return () => { gone = true; };
  }, [peer]);
  const contact = state.contacts.value.get(peer);
  const conversation = state.conversations.value.get(peer);
  const presence = state.presences.value.get(peer);
  const blocked = state.blocked.value.has(peer);
  const name = state.nameOf(peer);
  const website = profile?.website ? safeHref(profile.website) : undefined;
  return (
    <aside ref={aside} class="details" aria-label={t('chat.detailsOf', { name })} onKeyDown={(e) => { if (e.key === 'Escape') onClose(); }}>
      <header class="bar">
        <h2>{t('chat.details')}</h2>
        <span class="grow" />
        <button ref={closeButton} type="button" class="icon-button" aria-label={t('action.close')} onClick={onClose}><Icon name="close" /></button>
      </header>
      <div class="details-scroll">
        <div class="details-head">
          <Avatar jid={peer} size={112} />
          <h3>{name}</h3>
          <button type="button" class="link-button address" onClick={() => void copy(peer)}>{peer}</button>
          <p class="details-presence"><span class={`dot dot-${showOf(state, peer)} dot-inline`} />{presence ? t(SHOW_KEYS[presence.show]) : presenceText(state, peer) === peer ? t('show.unknown') : presenceText(state, peer)}</p>
          {presence?.status && <p class="details-status">{presence.status}</p>}
        </div>
        {profile && (profile.about || profile.email || profile.website || profile.organisation) && (
          <dl class="facts">
            {profile.about && <><dt>{t('profile.about')}</dt><dd>{profile.about}</dd></>}
            {profile.organisation && <><dt>{t('profile.organisation')}</dt><dd>{profile.organisation}</dd></>}
            {profile.email && <><dt>{t('profile.email')}</dt><dd><a href={`mailto:${profile.email}`}>{profile.email}</a></dd></>}
            {profile.website && <><dt>{t('profile.website')}</dt><dd>{website ? <a href={website} target="_blank" rel="noopener noreferrer nofollow">{profile.website}</a> : profile.website}</dd></>}
          </dl>
        )}
        {presence && presence.clients.length > 0 && <dl class="facts"><dt>{t('profile.uses')}</dt><dd>{presence.clients.join(', ')}</dd></dl>}
        <div class="group">
          <Switch label={t('list.mute')} note={t('list.muteNote')} checked={conversation?.muted ?? false} onChange={(muted) => void attempt(actions.configure(peer, { muted }))} />
          <Switch label={t('list.pin')} checked={conversation?.pinned ?? false} onChange={(pinned) => void attempt(actions.configure(peer, { pinned }))} />
        </div>
        <div class="group">
          {contact ? (
            renaming === undefined
              ? <button type="button" class="action" onClick={() => setRenaming(contact.name)}><Icon name="edit" />{t('people.rename')}</button>
              : (
                <form class="rename" onSubmit={(e) => {
                  e.preventDefault();
                  void attempt(actions.renameContact(peer, renaming.trim())).then((done) => { if (done) setRenaming(undefined); });
                }}>
                  <TextField label={t('people.name')} value={renaming} onInput={setRenaming} autoFocus />
                  <div class="dialog-actions">
                    <button type="button" class="button" onClick={() => setRenaming(undefined)}>{t('action.cancel')}</button>
                    <button type="submit" class="button button-primary">{t('action.save')}</button>
                  </div>
                </form>
              )
          ) : <button type="button" class="action" onClick={() => void attempt(actions.addContact(peer, ''), t('people.added', { name }))}><Icon name="personAdd" />{t('people.add')}</button>}
          {contact && contact.subscription !== 'to' && contact.subscription !== 'both' && !contact.pending && (
            <button type="button" class="action" onClick={() => void attempt(actions.addContact(peer, contact.name))}><Icon name="eye" />{t('people.askPresence')}</button>
          )}
          {blocked
            ? <button type="button" class="action" onClick={() => void attempt(actions.unblock(peer), t('people.unblocked', { name }))}><Icon name="block" />{t('people.unblock')}</button>
            : <button type="button" class="action danger" onClick={() => setConfirm('block')}><Icon name="block" />{t('people.block')}</button>}
          {contact && <button type="button" class="action danger" onClick={() => setConfirm('remove')}><Icon name="trash" />{t('people.remove')}</button>}
        </div>
      </div>
      {confirm === 'block' && <BlockDialog peer={peer} onClose={() => setConfirm(undefined)} />}
      {confirm === 'remove' && (
        <Confirm title={t('people.removeTitle', { name })} text={t('people.removeText')} action={t('people.remove')} danger
          onConfirm={() => void attempt(actions.removeContact(peer))} onClose={() => setConfirm(undefined)} />
      )}
    </aside>
  );
}
