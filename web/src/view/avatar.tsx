/** A face, or initials on a colour of the person's own (XEP-0392). Drawn on a canvas: the page's policy loads no data addresses. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Session } from '../model/session';
import type { Show } from '../model/types';
import { useSession } from './context';

const bitmaps = new Map<string, Promise<ImageBitmap | undefined>>();
/** Most decoded pictures kept. */
const MAX_BITMAPS = 300;

function bitmap(session: Session, hash: string): Promise<ImageBitmap | undefined> {
  let found = bitmaps.get(hash);
  if (!found) {
    found = decode(session, hash);
    if (bitmaps.size >= MAX_BITMAPS) bitmaps.delete(bitmaps.keys().next().value!);
    bitmaps.set(hash, found);
  }
  return found;
}

async function decode(session: Session, hash: string): Promise<ImageBitmap | undefined> {
  const stored = await session.avatar(hash);
  if (!stored) {
    bitmaps.delete(hash);
    return undefined;
  }
  try {
    return await createImageBitmap(new Blob([stored.bytes], { type: stored.type }));
  } catch {
    return undefined; // not a picture after all
  }
}

/** A stable angle per address. */
export function hue(jid: string): number {
  let hash = 0x811c9dc5;
  for (const c of jid) hash = Math.imul(hash ^ c.codePointAt(0)!, 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return ((hash >>> 0) % 36) * 10;
}

function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/).filter((w) => w !== '');
  const letters = words.length > 1 ? [words[0]!, words.at(-1)!] : [words[0] ?? '?'];
  return letters.map((w) => Array.from(w)[0] ?? '').join('').toLocaleUpperCase();
}

export interface AvatarProps {
  readonly jid: string;
  readonly size?: number;
  readonly show?: Show | 'offline';
}

export function Avatar({ jid, size = 48, show }: AvatarProps): JSX.Element {
  const { state } = useSession();
  const self = state.self.value;
  const own = self?.jid === jid;
  const hash = own ? self.avatar : state.profiles.value.get(jid)?.avatar ?? '';
  const name = own ? self.profile.nickname || self.profile.name || jid : state.nameOf(jid);
  return (
    <span class={`avatar avatar-${size >= 64 ? 'large' : size >= 40 ? 'medium' : 'small'}`} style={{ width: `${size}px`, height: `${size}px` }} aria-hidden="true">
      <Picture hash={hash} size={size} name={name} jid={jid} />
      {show && show !== 'offline' && <span class={`dot dot-${show}`} />}
    </span>
  );
}

function Picture({ hash, size, name, jid }: { hash: string; size: number; name: string; jid: string }): JSX.Element {
  const session = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawn, setDrawn] = useState('');
  useEffect(() => {
    if (!hash) {
      setDrawn('');
      return undefined;
    }
    let gone = false;
    void bitmap(session, hash).then((image) => {
      const target = canvas.current;
      if (gone || !image || !target) return;
      const scale = Math.min(devicePixelRatio || 1, 3);
      target.width = target.height = Math.round(size * scale);
      const side = Math.min(image.width, image.height);
      target.getContext('2d')?.drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, target.width, target.height);
      setDrawn(hash);
    });
    return () => { gone = true; };
  }, [hash, size, session]);
  const shown = hash !== '' && drawn === hash;
  return (
    <>
      <span class="initials" hidden={shown} style={{ '--hue': String(hue(jid)), fontSize: `${Math.round(size * 0.38)}px` }}>{initials(name)}</span>
      <canvas ref={canvas} hidden={!shown} />
    </>
  );
}
