/** Files in messages: pictures, sound and video shown in place, everything else as a card. Only from our own server. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { locale, t } from '../i18n';
import type { FileDetails } from '../model/actions';
import type { FileInfo, Message } from '../model/types';
import { attempt, useSession } from './context';
import { Dialog } from './dialog';
import { bytes, clock } from './format';
import { Icon } from './icons';
import { Waveform } from './waveform';

const IMAGES: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];
const SOUNDS = /^audio\/(mpeg|mp4|ogg|webm|wav|x-wav|aac|flac)/;
const VIDEOS = /^video\/(mp4|webm|ogg)/;
/** Largest side of a picture in a conversation, in CSS pixels. */
const MAX_SIDE = 340;
/** Larger photographs are scaled down before sending. */
const MAX_PHOTO = 2560;

/** Other origins that the page's policy lets pictures come from: our server names them when it keeps files under a name of their own. */
const elsewhere = signal<readonly string[]>([]);
let asked = false;

/** Only the policy that comes with the page tells; it is asked for when there is something that may lie there. */
function askPolicy(): void {
  if (asked) return;
  asked = true;
  void fetch('/', { method: 'HEAD', credentials: 'omit' }).then((response) => {
    const allowed = /(?:^|;)\s*img-src ([^;]*)/.exec(response.headers.get('content-security-policy') ?? '')?.[1];
    elsewhere.value = (allowed ?? '').split(' ').filter((source) => source.startsWith('https://'));
  }, () => { asked = false; });
}

/** No request leaves our server: what lies elsewhere is a link. */
export function isOurs(url: string): boolean {
  try {
    const { origin } = new URL(url, location.href);
    return origin === location.origin || elsewhere.value.includes(origin);
  } catch {
    return false;
  }
}

function fit(width: number, height: number): { width: string; height: string } {
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  return { width: `${Math.max(60, Math.round(width * scale))}px`, height: `${Math.max(40, Math.round(height * scale))}px` };
}

export function FileView({ message, file }: { message: Message; file: FileInfo }): JSX.Element {
  const { state } = useSession();
  const progress = state.progress.value.get(message.key);
  if (file.url === '') return <Uploading message={message} file={file} progress={progress} />;
  if (!isOurs(file.url)) {
    askPolicy();
    return <FileCard file={file} />;
  }
  if (IMAGES.includes(file.type)) return <Picture file={file} />;
  if (SOUNDS.test(file.type)) return <Sound file={file} />;
  if (VIDEOS.test(file.type)) {
    return <video class="media" controls preload="metadata" src={file.url} aria-label={file.name}
      style={file.width && file.height ? fit(file.width, file.height) : { maxWidth: `${MAX_SIDE}px` }} />;
  }
  return <FileCard file={file} />;
}

function FileCard({ file }: { file: FileInfo }): JSX.Element {
  return (
    <a class="file-card" href={file.url} target="_blank" rel="noopener noreferrer nofollow" download={file.name}>
      <span class="file-icon"><Icon name="file" /></span>
      <span class="file-text">
        <span class="file-name">{file.name}</span>
        <span class="note">{file.size > 0 ? bytes(file.size) : isOurs(file.url) ? t('file.file') : new URL(file.url).host}</span>
      </span>
      <Icon name="download" size={18} />
    </a>
  );
}

function Picture({ file }: { file: FileInfo }): JSX.Element {
  const [open, setOpen] = useState(false);
  const [broken, setBroken] = useState(false);
  if (broken) return <FileCard file={file} />;
  const known = file.width !== undefined && file.height !== undefined;
  return (
    <>
      <button type="button" class="picture" aria-label={t('file.openPicture', { name: file.name })} onClick={() => setOpen(true)}
        style={known ? fit(file.width!, file.height!) : {}}>
        <img src={file.url} alt="" loading="lazy" decoding="async" onError={() => setBroken(true)} />
      </button>
      {open && (
        <Dialog title={file.name} look="picture" onClose={() => setOpen(false)}>
          <div class="lightbox"><img src={file.url} alt={file.name} /></div>
          <div class="dialog-actions"><a class="button" href={file.url} download={file.name}><Icon name="download" size={18} />{t('file.download')}</a></div>
        </Dialog>
      )}
    </>
  );
}

const SPEEDS: readonly number[] = [1, 1.5, 2];
/** Only one sound plays at a time. */
let sounding: HTMLAudioElement | undefined;

/** A player of our own, so that it looks and speaks the same everywhere. */
function Sound({ file }: { file: FileInfo }): JSX.Element {
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [position, setPosition] = useState(0);
  const [length, setLength] = useState(file.duration ?? 0);
  const [rate, setRate] = useState(1);
  const toggle = (): void => {
    const element = audio.current!;
    if (!element.paused) {
      element.pause();
      return;
    }
    if (sounding !== element) sounding?.pause();
    sounding = element;
    element.playbackRate = rate;
    void element.play().catch(() => setPlaying(false));
  };
  const faster = (): void => {
    const next = SPEEDS[(SPEEDS.indexOf(rate) + 1) % SPEEDS.length]!;
    setRate(next);
    audio.current!.playbackRate = next;
  };
  const shownRate = `${rate.toLocaleString(locale())}×`;
  return (
    <div class="sound" role="group" aria-label={t('file.sound', { name: file.name })}>
      <audio ref={audio} src={file.url} preload="metadata"
        onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)} onEnded={() => setPosition(0)}
        onTimeUpdate={(e) => setPosition(e.currentTarget.currentTime)}
        onLoadedMetadata={(e) => { if (Number.isFinite(e.currentTarget.duration)) setLength(e.currentTarget.duration); }} />
      <button type="button" class="sound-button" aria-label={t(playing ? 'file.pause' : 'file.play')} onClick={toggle}><Icon name={playing ? 'pause' : 'play'} size={18} /></button>
      <span class="wave">
        <Waveform file={file} played={length > 0 ? Math.min(1, position / length) : 0} />
        <input class="slider" type="range" min={0} max={Math.max(length, 0.1)} step={0.1} value={position} aria-label={t('file.position')}
          aria-valuetext={clock(position)} onInput={(e) => {
            audio.current!.currentTime = Number(e.currentTarget.value);
            setPosition(Number(e.currentTarget.value));
          }} />
      </span>
      <span class="sound-side">
        <span class="sound-time">{clock(playing || position > 0 ? position : length)}</span>
        {(playing || rate !== 1) && <button type="button" class="sound-speed" aria-label={t('file.speed', { rate: shownRate })} onClick={faster}>{shownRate}</button>}
      </span>
    </div>
  );
}

function Uploading({ message, file, progress }: { message: Message; file: FileInfo; progress: number | undefined }): JSX.Element {
  const session = useSession();
  const failed = message.status === 'failed';
  const percent = Math.round((progress ?? 0) * 100);
  return (
    <div class="upload">
      {IMAGES.includes(file.type) && file.width && file.height && <LocalPicture messageKey={message.key} width={file.width} height={file.height} />}
      <div class="file-card">
        <span class="file-icon"><Icon name={failed ? 'alert' : 'file'} /></span>
        <span class="file-text">
          <span class="file-name">{file.name}</span>
          {!failed && <progress value={percent} max={100} aria-label={t('file.uploading', { name: file.name })}>{percent}%</progress>}
          <span class="note">{failed ? bytes(file.size) : t('file.progress', { percent: String(percent), size: bytes(file.size) })}</span>
        </span>
        <button type="button" class="icon-button" aria-label={t('file.cancel')} onClick={() => void attempt(session.actions.discard(message.key))}><Icon name="close" size={18} /></button>
      </div>
    </div>
  );
}

/** Our own picture before it is sent, drawn from the stored bytes. */
function LocalPicture({ messageKey, width, height }: { messageKey: string; width: number; height: number }): JSX.Element {
  const session = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let gone = false;
    void session.localFile(messageKey).then(async (file) => {
      if (!file || gone) return;
      const image = await createImageBitmap(file, { resizeWidth: Math.min(width, MAX_SIDE * 2), resizeQuality: 'medium' });
      const target = canvas.current;
      if (gone || !target) return;
      target.width = image.width;
      target.height = image.height;
      target.getContext('2d')?.drawImage(image, 0, 0);
    }).catch(() => undefined);
    return () => { gone = true; };
  }, [messageKey]);
  return <canvas ref={canvas} class="media media-waiting" style={fit(width, height)} />;
}

/**
 * What is sent of a picked file. Photographs are drawn anew: that takes off where and with what they were taken, and makes huge
 * ones smaller. Other files go as they are.
 */
export async function prepare(file: File): Promise<{ file: Blob; details: FileDetails }> {
  const name = file.name || 'file';
  const type = file.type || 'application/octet-stream';
  if (!IMAGES.includes(type)) {
    return { file, details: { name, type } };
  }
  try {
    const image = await createImageBitmap(file);
    const scale = type === 'image/jpeg' ? Math.min(1, MAX_PHOTO / Math.max(image.width, image.height)) : 1;
    const width = Math.round(image.width * scale);
    const height = Math.round(image.height * scale);
    if (type !== 'image/jpeg') return { file, details: { name, type, width, height } };
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')!.drawImage(image, 0, 0, width, height);
    const drawn = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
    return { file: drawn, details: { name, type, width, height } };
  } catch {
    return { file, details: { name, type } };
  }
}

/** A picked picture as a square avatar: small, without the camera's notes. */
export async function prepareAvatar(file: File): Promise<{ type: string; bytes: Uint8Array<ArrayBuffer> }> {
  const image = await createImageBitmap(file);
  const side = Math.min(image.width, image.height);
  const size = Math.min(192, side);
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, size, size);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.88 });
  return { type: 'image/jpeg', bytes: new Uint8Array(await blob.arrayBuffer()) };
}
