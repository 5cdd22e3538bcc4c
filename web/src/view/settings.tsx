/** Everything one can set, in sections. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { language, t, type Key } from '../i18n';
import { ActionError, type Command } from '../model/actions';
import { changeSettings, settings, type Settings } from '../model/settings';
import { EMPTY_PROFILE, type DeviceSession, type Profile, type Show } from '../model/types';
import { Avatar } from './avatar';
import { attempt, explain, go, hrefOf, say, useSession } from './context';
import { Confirm, Dialog, Empty, Spinner, Switch, TextField } from './dialog';
import { CommandDialog, commandName } from './forms';
import { fullDate, recent } from './format';
import { RecoveryCode } from './recovery-code';
import { Icon, type IconName } from './icons';
import { prepareAvatar } from './media';
import { OwnAddress } from './people';
import { SHOW_KEYS } from './presence';
import { TrustHint } from './trust-hint';

const SECTIONS: readonly (readonly [id: string, icon: IconName])[] = [
  ['profile', 'person'], ['notifications', 'bell'], ['appearance', 'palette'], ['privacy', 'lock'], ['devices', 'device'], ['account', 'settings'], ['services', 'grid'],
];

export interface SettingsViewProps {
  readonly section: string | undefined;
}

export function SettingsView({ section }: SettingsViewProps): JSX.Element {
  const session = useSession();
  const self = session.state.self.value;
  const name = self?.profile.nickname || self?.profile.name || session.account.jid.split('@')[0]!;
  const [leaving, setLeaving] = useState(false);
  const [showing, setShowing] = useState(false);
  return (
    <>
      <div class="panel side">
        <header class="bar"><h1>{t('nav.settings')}</h1></header>
        <div class="panel-scroll">
          <div class="own-card">
            <Avatar jid={session.account.jid} size={64} />
            <span class="row-text"><strong class="own-name">{name}</strong><span class="row-preview">{session.account.jid}</span></span>
            <button type="button" class="icon-button" aria-label={t('people.ownQr')} onClick={() => setShowing(true)}><Icon name="qr" /></button>
          </div>
          <StatusPicker />
          <ul class="rows" aria-label={t('nav.settings')}>
            {SECTIONS.map(([id, icon]) => (
              <li key={id}>
                <a class={section === id ? 'row row-setting is-open' : 'row row-setting'} href={hrefOf({ kind: 'settings', section: id })} aria-current={section === id ? 'page' : undefined}>
                  <span class="row-leading"><Icon name={icon} /></span><span class="row-name">{t(`settings.${id}` as Key)}</span><span class="only-phone"><Icon name="forward" size={16} /></span>
                </a>
              </li>
            ))}
            <li><button type="button" class="row row-setting" onClick={() => setLeaving(true)}><span class="row-leading"><Icon name="exit" /></span><span class="row-name">{t('settings.signOut')}</span></button></li>
          </ul>
        </div>
      </div>
      <main class="main" tabIndex={-1}>
        {section === undefined ? <Empty icon="settings" title={t('settings.emptyTitle')} /> : (
          <section class="settings" aria-label={t(`settings.${section}` as Key)}>
            <header class="bar">
              <button type="button" class="icon-button only-phone" aria-label={t('action.back')} onClick={() => go({ kind: 'settings', section: undefined })}><Icon name="back" size={24} /></button>
              <h2>{t(`settings.${section}` as Key)}</h2>
            </header>
            <div class="settings-scroll"><div class="settings-body">{page(section)}</div></div>
          </section>
        )}
      </main>
      {leaving && (
        <Confirm title={t('settings.signOutTitle')} text={t('settings.signOutText')} action={t('settings.signOut')}
          onConfirm={() => void attempt(session.actions.signOut())} onClose={() => setLeaving(false)} />
      )}
      {showing && <Dialog title={t('people.ownQr')} onClose={() => setShowing(false)}><OwnAddress /></Dialog>}
    </>
  );
}

function page(section: string): ComponentChildren {
  switch (section) {
    case 'profile': return <ProfilePage />;
    case 'notifications': return <NotificationsPage />;
    case 'appearance': return <AppearancePage />;
    case 'privacy': return <PrivacyPage />;
    case 'devices': return <DevicesPage />;
    case 'account': return <AccountPage />;
    case 'services': return <ServicesPage />;
    default: return null;
  }
}

function StatusPicker(): JSX.Element {
  const { state, actions } = useSession();
  const self = state.self.value;
  const [text, setText] = useState<string | undefined>(undefined);
  const show = self?.show ?? 'online';
  const choices: readonly Show[] = ['online', 'away', 'dnd', 'xa'];
  return (
    <form class="status-picker" onSubmit={(e) => {
      e.preventDefault();
      if (text !== undefined) void attempt(actions.setStatus(show, text.trim()), t('settings.saved')).then(() => setText(undefined));
    }}>
      <span class={`dot dot-${show} dot-inline`} />
      <select aria-label={t('status.label')} value={show} onChange={(e) => void attempt(actions.setStatus(e.currentTarget.value as Show, self?.status ?? ''))}>
        {choices.map((s) => <option key={s} value={s}>{t(SHOW_KEYS[s])}</option>)}
      </select>
      <input class="plain-input" type="text" maxLength={200} aria-label={t('status.text')} placeholder={t('status.text')} value={text ?? self?.status ?? ''}
        onInput={(e) => setText(e.currentTarget.value)} onBlur={(e) => { if (text !== undefined) e.currentTarget.form?.requestSubmit(); }} />
    </form>
  );
}

function ProfilePage(): JSX.Element {
  const { state, actions, account } = useSession();
  const self = state.self.value;
  const [profile, setProfile] = useState<Profile>(self?.profile ?? EMPTY_PROFILE);
  const [avatar, setAvatar] = useState<{ type: string; bytes: Uint8Array<ArrayBuffer> } | null | undefined>(undefined);
  const file = useRef<HTMLInputElement>(null);
  const touched = useRef(false);
  useEffect(() => {
    if (!touched.current && self) setProfile(self.profile);
  }, [self?.profile]);
  const set = (part: Partial<Profile>): void => {
    touched.current = true;
    setProfile({ ...profile, ...part });
  };
  const changeAvatar = (value: { type: string; bytes: Uint8Array<ArrayBuffer> } | null): void => {
    setAvatar(value);
    void attempt(actions.saveProfile(self?.profile ?? EMPTY_PROFILE, value), t('settings.saved'));
  };
  return (
    <form onSubmit={(e) => {
      e.preventDefault();
      void attempt(actions.saveProfile(profile, avatar), t('settings.saved')).then(() => { touched.current = false; });
    }}>
      <div class="avatar-editor">
        <Avatar jid={account.jid} size={96} />
        <div>
          <div class="avatar-editor-actions">
          <button type="button" class="button" onClick={() => file.current!.click()}><Icon name="image" size={18} />{t('profile.choosePicture')}</button>
          {self?.avatar && <button type="button" class="button button-quiet" onClick={() => changeAvatar(null)}>{t('profile.removePicture')}</button>}
          </div>
          <p class="note">{t('profile.pictureNote')}</p>
        </div>
        <input ref={file} type="file" accept="image/*" hidden aria-hidden="true" tabIndex={-1} onChange={(e) => {
          const picked = e.currentTarget.files?.[0];
          if (picked) void prepareAvatar(picked).then(changeAvatar, () => say(t('profile.noPicture'), 'error'));
          e.currentTarget.value = '';
        }} />
      </div>
      <TextField label={t('profile.nickname')} value={profile.nickname} onInput={(nickname) => set({ nickname })} note={t('profile.nicknameNote')} />
      <TextField label={t('profile.name')} value={profile.name} onInput={(name) => set({ name })} />
      <TextField label={t('profile.about')} value={profile.about} onInput={(about) => set({ about })} />
      <TextField label={t('profile.organisation')} value={profile.organisation} onInput={(organisation) => set({ organisation })} />
      <TextField label={t('profile.email')} type="email" value={profile.email} onInput={(email) => set({ email })} />
      <TextField label={t('profile.website')} type="url" value={profile.website} onInput={(website) => set({ website })} />
      <p class="note">{t('profile.public')}</p>
      <div class="dialog-actions"><button type="submit" class="button button-primary">{t('action.save')}</button></div>
    </form>
  );
}

function NotificationsPage(): JSX.Element {
  const { notifications, sound } = settings.value;
  const api = 'Notification' in globalThis;
  const denied = api && Notification.permission === 'denied';
  return (
    <div class="group">
      <Switch label={t('settings.notify')} note={!api || denied ? t('settings.notifyDenied') : t('settings.notifyNote')} checked={notifications && !denied}
        onChange={(on) => {
          if (!on || !api) changeSettings({ notifications: false });
          else void Notification.requestPermission().then((answer) => changeSettings({ notifications: answer === 'granted' }));
        }} />
      <Switch label={t('settings.sound')} checked={sound} onChange={(on) => changeSettings({ sound: on })} />
      <TrustHint />
    </div>
  );
}

function Choice<K extends 'theme' | 'language'>({ name, label, options }: { name: K; label: string; options: readonly (readonly [Settings[K], string])[] }): JSX.Element {
  return (
    <fieldset class="group choices">
      <legend>{label}</legend>
      {options.map(([value, text]) => (
        <label key={value} class="choice"><input type="radio" name={name} value={value} checked={settings.value[name] === value} onChange={() => changeSettings({ [name]: value })} />{text}</label>
      ))}
    </fieldset>
  );
}

function AppearancePage(): JSX.Element {
  return (
    <>
      <Choice name="theme" label={t('settings.theme')} options={[['system', t('settings.system')], ['light', t('settings.light')], ['dark', t('settings.dark')]]} />
      <Choice name="language" label={t('settings.language')} options={[['system', t('settings.system')], ['en', 'English'], ['it', 'Italiano']]} />
      <div class="group"><Switch label={t('settings.enterSends')} note={t('settings.enterSendsNote')} checked={settings.value.enterSends} onChange={(enterSends) => changeSettings({ enterSends })} /></div>
    </>
  );
}

function PrivacyPage(): JSX.Element {
  const { state, actions } = useSession();
  const blocked = [...state.blocked.value];
  return (
    <>
      <div class="group">
        <Switch label={t('settings.receipts')} note={t('settings.receiptsNote')} checked={settings.value.sendReceipts} onChange={(sendReceipts) => changeSettings({ sendReceipts })} />
        <Switch label={t('settings.typing')} note={t('settings.typingNote')} checked={settings.value.sendTyping} onChange={(sendTyping) => changeSettings({ sendTyping })} />
      </div>
      <h3 class="group-title">{t('settings.blockedTitle')}</h3>
      {blocked.length === 0 ? <p class="note">{t('settings.blockedNone')}</p> : (
        <ul class="group list">
          {blocked.map((jid) => (
            <li key={jid} class="list-line">
              <Avatar jid={jid} size={36} /><span class="grow">{state.nameOf(jid)}<span class="note">{jid}</span></span>
              <button type="button" class="button" onClick={() => void attempt(actions.unblock(jid))}>{t('people.unblock')}</button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What the server knows: asked when connected, and again when the connection is back. */
function useLoaded<T>(load: () => Promise<T>): { value: T | undefined; error: ActionError | undefined; again: () => void } {
  const { kind } = useSession().state.connection.value;
  const connected = kind === 'online' || kind === 'syncing';
  const [value, setValue] = useState<T | undefined>(undefined);
  const [error, setError] = useState<ActionError | undefined>(undefined);
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!connected && kind !== 'waiting' && kind !== 'refused' && navigator.onLine) return undefined; // in a moment
    let gone = false;
    load().then(
      (v) => {
        if (gone) return;
        setValue(v);
        setError(undefined);
      },
      (problem: unknown) => {
        if (!(problem instanceof ActionError)) throw problem;
        if (!gone) setError(problem);
      },
    );
    return () => { gone = true; };
  }, [round, connected, kind === 'waiting']);
  return { value, error, again: () => setRound((n) => n + 1) };
}

const NOT_KNOWN: readonly string[] = ['service-unavailable', 'feature-not-implemented'];

function DevicesPage(): JSX.Element {
  const { actions } = useSession();
  const { value, error, again } = useLoaded(() => actions.devices());
  // RFC 6120 section 8.3.3: what a server says that does not know the request. To ask again would not help.
  if (error && NOT_KNOWN.includes(error.condition)) return <Empty icon="device" title={t('devices.notOffered')} text={t('devices.notOfferedText')} />;
  if (error) return <Empty icon="device" title={t('devices.notOffered')} text={explain(error.condition, error.text)}><button type="button" class="button" onClick={again}>{t('message.retry')}</button></Empty>;
  if (!value) return <div class="center"><Spinner /></div>;
  const sorted = [...value].sort((a, b) => Number(b.connected) - Number(a.connected) || (b.lastSeen ?? 0) - (a.lastSeen ?? 0));
  return (
    <>
      <p class="note">{t('devices.note')}</p>
      <ul class="group list">{sorted.map((d) => <DeviceLine key={d.id} device={d} onEnded={again} />)}</ul>
    </>
  );
}

function DeviceLine({ device, onEnded }: { device: DeviceSession; onEnded: () => void }): JSX.Element {
  const { actions } = useSession();
  const [asking, setAsking] = useState(false);
  const name = device.device || device.software || t('devices.unknown');
  return (
    <li class="list-line">
      <span class="row-leading"><Icon name="device" /></span>
      <span class="grow">{name}
        <span class="note">{device.device && device.software ? `${device.software} · ` : ''}{device.connected ? t('devices.connected')
          : device.lastSeen !== undefined ? <time title={fullDate(device.lastSeen)}>{t('devices.lastSeen', { time: recent(device.lastSeen) })}</time> : ''}</span>
      </span>
      <button type="button" class="button" onClick={() => setAsking(true)}>{t('devices.end')}</button>
      {asking && (
        <Confirm title={t('devices.endTitle', { name })} text={t('devices.endText')} action={t('devices.end')} danger
          onConfirm={() => void attempt(actions.endDevice(device.id), t('devices.ended')).then(onEnded)} onClose={() => setAsking(false)} />
      )}
    </li>
  );
}

function AccountPage(): JSX.Element {
  const { actions, account } = useSession();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [deleting, setDeleting] = useState(false);
  const [typed, setTyped] = useState('');
  const local = account.jid.split('@')[0]!;
  const differs = again !== '' && again !== password;
  return (
    <>
      <h3 class="group-title">{t('account.password')}</h3>
      <form onSubmit={(e) => {
        e.preventDefault();
        void attempt(actions.changePassword(password), t('account.passwordChanged')).then((done) => {
          if (!done) return;
          setPassword('');
          setAgain('');
        });
      }}>
        <input type="text" name="username" autoComplete="username" value={account.jid} hidden readOnly aria-hidden="true" />
        <TextField label={t('account.newPassword')} type="password" autoComplete="new-password" value={password} onInput={setPassword} />
        <TextField label={t('account.again')} type="password" autoComplete="new-password" value={again} onInput={setAgain} error={differs ? t('account.differs') : undefined} />
        <div class="dialog-actions"><button type="submit" class="button button-primary" disabled={password.length < 8 || again !== password}>{t('account.change')}</button></div>
      </form>
      <RecoveryCode />
      <h3 class="group-title">{t('account.delete')}</h3>
      <p class="note">{t('account.deleteText')}</p>
      <button type="button" class="button button-danger" onClick={() => setDeleting(true)}>{t('account.delete')}</button>
      {deleting && (
        <Dialog title={t('account.deleteTitle')} onClose={() => setDeleting(false)}>
          <p class="dialog-text">{t('account.deleteText')}</p>
          <form onSubmit={(e) => {
            e.preventDefault();
            void attempt(actions.deleteAccount());
          }}>
            <TextField label={t('account.typeName', { name: local })} value={typed} onInput={setTyped} autoFocus />
            <div class="dialog-actions">
              <button type="button" class="button" onClick={() => setDeleting(false)}>{t('action.cancel')}</button>
              <button type="submit" class="button button-danger" disabled={typed.trim() !== local}>{t('account.delete')}</button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  );
}

function ServicesPage(): JSX.Element {
  const { actions } = useSession();
  const { value, error, again } = useLoaded(() => actions.commands(language()));
  const [running, setRunning] = useState<Command | undefined>(undefined);
  if (error) return <Empty icon="grid" title={t('services.none')} text={explain(error.condition, error.text)}><button type="button" class="button" onClick={again}>{t('message.retry')}</button></Empty>;
  if (!value) return <div class="center"><Spinner /></div>;
  if (value.length === 0) return <Empty icon="grid" title={t('services.none')} text={t('services.noneText')} />;
  return (
    <>
      <p class="note">{t('services.note')}</p>
      <ul class="group list">
        {value.map((command) => (
          <li key={command.node}><button type="button" class="action" onClick={() => setRunning(command)}><span class="grow">{commandName(command)}</span><Icon name="forward" size={16} /></button></li>
        ))}
      </ul>
      {running && <CommandDialog command={running} onClose={() => setRunning(undefined)} />}
    </>
  );
}
