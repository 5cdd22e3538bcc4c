/** Reads a QR code with the camera or from a picture. Loaded when first asked for. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t, type Key } from '../i18n';
import { Spinner } from './dialog';
import { Icon } from './icons';
import { fetchPart } from './lazy';

/** Time between two looks through the camera. */
const LOOK_MILLIS = 150;
/** Longest side of what is searched, in pixels: more takes longer and finds no more. */
const SIDE = 1000;

interface Detector {
  detect(source: ImageBitmapSource): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { readonly formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

type Look = (canvas: HTMLCanvasElement) => Promise<string | undefined>;

/** Ours, which are everywhere. */
async function ownEyes(): Promise<Look> {
  const { default: read } = await fetchPart(() => import('jsqr'));
  return (canvas) => {
    const { data } = canvas.getContext('2d', { willReadFrequently: true })!.getImageData(0, 0, canvas.width, canvas.height);
    return Promise.resolve(read(data, canvas.width, canvas.height)?.data || undefined);
  };
}

/** The browser's where it has some that work, else ours: some browsers notice only when asked that their system has none. */
async function eyes(): Promise<Look> {
  const Detects = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (!Detects || !(await Detects.getSupportedFormats()).includes('qr_code')) return ownEyes();
  const detector = new Detects({ formats: ['qr_code'] });
  let own: Promise<Look> | undefined;
  return async (canvas) => {
    if (own) return (await own)(canvas);
    try {
      return (await detector.detect(canvas))[0]?.rawValue;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      own = ownEyes();
      return (await own)(canvas);
    }
  };
}

function draw(canvas: HTMLCanvasElement, source: CanvasImageSource, width: number, height: number): void {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext('2d', { willReadFrequently: true })!.drawImage(source, 0, 0, canvas.width, canvas.height);
}

/** Why there is no picture from a camera, by the names of the Media Capture specification. */
const REASONS: Readonly<Record<string, Key>> = {
  NotAllowedError: 'scan.refused', SecurityError: 'scan.refused', NotFoundError: 'scan.noCamera', OverconstrainedError: 'scan.noCamera', NotReadableError: 'scan.inUse',
};

export interface ScanProps {
  /** What was read; answers what is wrong with it, if it is of no use here. */
  readonly onText: (text: string) => string | undefined;
}

export function Scan({ onText }: ScanProps): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const take = useRef(onText);
  take.current = onText;
  const [seeing, setSeeing] = useState(false);
  const [problem, setProblem] = useState<Key | undefined>(undefined);
  const [note, setNote] = useState<string | undefined>(undefined);

  useEffect(() => {
    const devices: MediaDevices | undefined = navigator.mediaDevices;
    if (!devices) {
      setProblem('scan.insecure');
      return undefined;
    }
    let gone = false;
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const canvas = document.createElement('canvas');
    const begin = async (): Promise<void> => {
      stream = await devices.getUserMedia({ video: { facingMode: 'environment' } });
      if (gone) {
        stop();
        return;
      }
      const look = await eyes();
      const picture = video.current;
      if (gone || !picture) return;
      picture.srcObject = stream;
      await picture.play();
      setSeeing(true);
      const again = async (): Promise<void> => {
        if (picture.videoWidth > 0) {
          draw(canvas, picture, picture.videoWidth, picture.videoHeight);
          const text = await look(canvas);
          if (gone) return;
          if (text !== undefined) setNote(take.current(text));
        }
        timer = setTimeout(() => void again(), LOOK_MILLIS);
      };
      await again();
    };
    const stop = (): void => stream?.getTracks().forEach((track) => track.stop());
    begin().catch((error: unknown) => {
      stop();
      if (gone) return;
      if (!(error instanceof DOMException)) throw error;
      setProblem(REASONS[error.name] ?? 'scan.noCamera');
    });
    return () => {
      gone = true;
      clearTimeout(timer);
      stop();
    };
  }, []);

  const readFile = async (picked: File): Promise<void> => {
    try {
      const bitmap = await createImageBitmap(picked);
      const canvas = document.createElement('canvas');
      draw(canvas, bitmap, bitmap.width, bitmap.height);
      bitmap.close();
      const text = await (await eyes())(canvas);
      setNote(text === undefined ? t('scan.noCode') : take.current(text));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      setNote(t('scan.noPicture'));
    }
  };

  return (
    <div class="qr-card">
      {problem ? <p class="note" role="alert">{t(problem)}</p> : (
        <div class="scan">
          <video ref={video} muted playsInline aria-label={t('scan.picture')} hidden={!seeing} />
          {seeing ? <span class="scan-frame" aria-hidden="true" /> : <Spinner />}
        </div>
      )}
      <p class={note ? 'note note-error' : 'note'} role="status">{note ?? (problem ? '' : t('scan.hold'))}</p>
      <button type="button" class="button" onClick={() => file.current!.click()}><Icon name="image" size={18} /> {t('scan.file')}</button>
      <input ref={file} type="file" accept="image/*" hidden aria-hidden="true" tabIndex={-1} onChange={(e) => {
        const picked = e.currentTarget.files?.[0];
        if (picked) void readFile(picked);
        e.currentTarget.value = '';
      }} />
    </div>
  );
}
