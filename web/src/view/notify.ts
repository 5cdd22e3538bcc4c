/** Telling of new messages where the person is not looking: the title, the app's badge, a notification, a sound. */
import { t } from '../i18n';
import type { Session } from '../model/session';
import { settings } from '../model/settings';
import type { Message } from '../model/types';
import { hrefOf } from './context';

/** Time for another tab or device to show that it was read. */
const GRACE_MILLIS = 600;

export function followUnread(session: Session): () => void {
  return session.state.unread.subscribe((count) => {
    document.title = count > 0 ? `(${count}) Viavai` : 'Viavai';
    if (!('setAppBadge' in navigator)) return;
    void (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined);
  });
}

export function announceMessage(session: Session, message: Message): void {
  setTimeout(() => {
    if ((session.state.conversations.value.get(message.peer)?.readAt ?? 0) >= message.at) return;
    if (settings.value.sound) beep();
    if (settings.value.notifications) void show(session, message);
  }, GRACE_MILLIS);
}

async function show(session: Session, message: Message): Promise<void> {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const title = session.state.nameOf(message.author);
  const options = { body: message.body.slice(0, 200) || t('file.file'), tag: message.peer, icon: '/icon-192.png', data: hrefOf({ kind: 'chats', peer: message.peer }) };
  const worker = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  if (worker) {
    await worker.showNotification(title, options);
    return;
  }
  const notification = new Notification(title, options);
  notification.onclick = () => {
    focus();
    location.hash = options.data;
    notification.close();
  };
}

function beep(): void {
  const context = new AudioContext();
  const gain = context.createGain();
  const tone = context.createOscillator();
  tone.frequency.value = 660;
  gain.gain.setValueAtTime(0.0001, context.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.08, context.currentTime + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.25);
  tone.connect(gain).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.3);
  tone.onended = () => void context.close();
}
