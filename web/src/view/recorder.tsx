/** A voice message: recorded while one speaks, sent or thrown away. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';
import type { FileDetails } from '../model/actions';
import { say } from './context';
import { clock } from './format';
import { Icon } from './icons';

/** Longest recording, in seconds. */
const MAX_SECONDS = 15 * 60;
const TYPES: readonly string[] = ['audio/ogg;codecs=opus', 'audio/mp4', 'audio/webm;codecs=opus'];
const BARS = 28;

/** Microphones exist in secure contexts only. */
export function canRecord(): boolean {
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  return devices !== undefined && 'MediaRecorder' in globalThis;
}

export interface RecorderProps {
  readonly onRecorded: (file: Blob, details: FileDetails) => void;
  readonly onCancel: () => void;
}

export function Recorder({ onRecorded, onCancel }: RecorderProps): JSX.Element {
  const recorder = useRef<MediaRecorder | undefined>(undefined);
  const keep = useRef(false);
  const [seconds, setSeconds] = useState(0);
  const [levels, setLevels] = useState<readonly number[]>([]);
  const [ready, setReady] = useState(false);

  useEffect(() => {
    let ended = false;
    let end = (): void => { ended = true; };
    void navigator.mediaDevices.getUserMedia({ audio: true }).then((stream) => {
      if (ended) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      end = record(stream);
      setReady(true);
    }, () => {
      say(t('voice.noMicrophone'), 'error');
      onCancel();
    });
    return () => end();
  }, []);

  const record = (stream: MediaStream): (() => void) => {
    const type = TYPES.find((x) => MediaRecorder.isTypeSupported(x));
    const media = new MediaRecorder(stream, type ? { mimeType: type, audioBitsPerSecond: 32_000 } : {});
    const parts: Blob[] = [];
    const started = performance.now();
    const elapsed = (): number => (performance.now() - started) / 1000;
    media.ondataavailable = (event) => parts.push(event.data);
    media.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      const plain = (media.mimeType || 'audio/webm').split(';')[0]!;
      const extension = plain.endsWith('ogg') ? 'ogg' : plain.endsWith('mp4') ? 'm4a' : 'weba';
      const stamp = new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-');
      if (keep.current) onRecorded(new Blob(parts, { type: plain }), { name: `voice-${stamp}.${extension}`, type: plain, duration: elapsed() });
    };
    recorder.current = media;
    media.start();
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Uint8Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getByteTimeDomainData(samples);
      const peak = samples.reduce((most, s) => Math.max(most, Math.abs(s - 128)), 0) / 128;
      setLevels((before) => [...before, peak].slice(-BARS));
      setSeconds(elapsed());
      if (elapsed() > MAX_SECONDS) finish(true);
    }, 120);
    return () => {
      clearInterval(timer);
      void context.close();
      if (media.state !== 'inactive') media.stop();
    };
  };

  const finish = (send: boolean): void => {
    keep.current = send;
    if (recorder.current && recorder.current.state !== 'inactive') recorder.current.stop();
    if (!send) onCancel();
  };

  return (
    <div class="recorder" role="group" aria-label={t('voice.recording')}>
      <button type="button" class="icon-button" aria-label={t('voice.discard')} onClick={() => finish(false)}><Icon name="trash" /></button>
      <span class="recorder-dot" aria-hidden="true" />
      <span class="recorder-time" role="timer">{clock(seconds)}</span>
      <span class="recorder-bars" aria-hidden="true">
        {Array.from({ length: BARS }, (_, i) => levels[levels.length - BARS + i] ?? 0).map((level, i) => <i key={i} style={{ height: `${Math.max(3, Math.round(level * 28))}px` }} />)}
      </span>
      <button type="button" class="send-button" aria-label={t('composer.send')} disabled={!ready} onClick={() => finish(true)}><Icon name="send" /></button>
    </div>
  );
}
