/** How loud a sound is over its length, drawn from the file itself: only from our own server, once it comes into view. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FileInfo } from '../model/types';
import { BARS, loudness } from '../model/loudness';

/** Longer sounds get even bars: decoding them would cost more memory than the picture is worth. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Decoded at this rate, which is enough to see the shape. */
const SAMPLE_RATE = 8_000;
/** Most shapes kept. */
const MAX_SHAPES = 100;

const shapes = new Map<string, Promise<readonly number[]>>();
const FLAT: readonly number[] = Array.from({ length: BARS }, () => 0);

function shapeOf(url: string): Promise<readonly number[]> {
  let found = shapes.get(url);
  if (!found) {
    found = decode(url).catch(() => FLAT); // not a sound the browser knows, or gone
    if (shapes.size >= MAX_SHAPES) shapes.delete(shapes.keys().next().value!);
    shapes.set(url, found);
  }
  return found;
}

async function decode(url: string): Promise<readonly number[]> {
  const response = await fetch(url, { credentials: 'omit' });
  if (!response.ok || Number(response.headers.get('content-length') ?? 0) > MAX_BYTES) return FLAT;
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength > MAX_BYTES) return FLAT;
  const sound = await new OfflineAudioContext(1, 1, SAMPLE_RATE).decodeAudioData(bytes);
  return loudness(sound.getChannelData(0));
}

export function Waveform({ file, played }: { file: FileInfo; played: number }): JSX.Element {
  const box = useRef<SVGSVGElement>(null);
  const [shape, setShape] = useState(FLAT);
  useEffect(() => {
    if (file.size > MAX_BYTES) return undefined;
    let gone = false;
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some((e) => e.isIntersecting)) return;
      watch.disconnect();
      void shapeOf(file.url).then((found) => { if (!gone) setShape(found); });
    });
    watch.observe(box.current!);
    return () => {
      gone = true;
      watch.disconnect();
    };
  }, [file.url]);
  return (
    <svg ref={box} viewBox={`0 0 ${BARS * 5} 34`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
      {shape.map((level, i) => {
        const height = Math.max(3, Math.round(level * 30));
        return <rect key={i} class={(i + 0.5) / BARS <= played ? 'wave-played' : ''} x={i * 5 + 1} y={17 - height / 2} width={3} height={height} rx={1.5} />;
      })}
    </svg>
  );
}
