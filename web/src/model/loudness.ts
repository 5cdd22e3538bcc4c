/** The shape of a sound: some numbers from 0 to 1, the loudest is 1. */

/** Bars of a picture of a sound. */
export const BARS = 40;

export function loudness(samples: Float32Array, bars = BARS): readonly number[] {
  const levels = Array.from({ length: bars }, (_, i) => {
    const from = Math.floor((i * samples.length) / bars);
    const to = Math.floor(((i + 1) * samples.length) / bars);
    let sum = 0;
    for (let n = from; n < to; n++) sum += samples[n]! ** 2;
    return to > from ? Math.sqrt(sum / (to - from)) : 0;
  });
  const loudest = Math.max(...levels);
  return levels.map((level) => (loudest > 0 ? level / loudest : 0));
}
