/** QR codes, ISO/IEC 18004: byte mode, error correction M, versions 1 to 20. */
import type { JSX } from 'preact';

/** For versions 1 to 20 at level M: correction bytes per block, blocks of the first and second kind, data bytes of the first kind. */
const BLOCKS: readonly (readonly [number, number, number, number])[] = [
  [10, 1, 16, 0], [16, 1, 28, 0], [26, 1, 44, 0], [18, 2, 32, 0], [24, 2, 43, 0], [16, 4, 27, 0], [18, 4, 31, 0], [22, 2, 38, 2], [22, 3, 36, 2], [26, 4, 43, 1],
  [30, 1, 50, 4], [22, 6, 36, 2], [22, 8, 37, 1], [24, 4, 40, 5], [24, 5, 41, 5], [28, 7, 45, 3], [28, 10, 46, 1], [26, 9, 43, 4], [26, 3, 44, 11], [26, 3, 41, 13],
];
const MASKS: readonly ((r: number, c: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0, (r) => r % 2 === 0, (_r, c) => c % 3 === 0, (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0, (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0, (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

const EXP = new Uint8Array(512);
const LOG = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i++, x = (x << 1) ^ (x & 0x80 ? 0x11d : 0)) {
  EXP[i] = EXP[i + 255] = x & 0xff;
  LOG[x & 0xff] = i;
}
const multiply = (a: number, b: number): number => (a && b ? EXP[LOG[a]! + LOG[b]!]! : 0);

function correction(data: Uint8Array, length: number): Uint8Array {
  let generator = new Uint8Array([1]);
  for (let i = 0; i < length; i++) {
    const next = new Uint8Array(generator.length + 1);
    generator.forEach((g, j) => {
      next[j]! ^= g;
      next[j + 1]! ^= multiply(g, EXP[i]!);
    });
    generator = next;
  }
  const rest = new Uint8Array(data.length + length);
  rest.set(data);
  for (let i = 0; i < data.length; i++) {
    const factor = rest[i]!;
    if (factor) generator.forEach((g, j) => { rest[i + j]! ^= multiply(g, factor); });
  }
  return rest.slice(data.length);
}

/** The modules of the code, row by row; true is dark. Throws when the text is too long. */
export function qrMatrix(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text);
  const capacity = ([, n1, d1, n2]: readonly [number, number, number, number]): number => n1 * d1 + n2 * (d1 + 1);
  const version = BLOCKS.findIndex((b, i) => bytes.length + (i < 9 ? 2 : 3) <= capacity(b)) + 1;
  if (version === 0) throw new RangeError('too long for a QR code');
  const layout = BLOCKS[version - 1]!;
  return draw(version, interleave(pad(bytes, version, capacity(layout)), layout));
}

function pad(bytes: Uint8Array, version: number, capacity: number): Uint8Array {
  const bits: number[] = [];
  const add = (value: number, length: number): void => { for (let i = length - 1; i >= 0; i--) bits.push((value >> i) & 1); };
  add(4, 4);
  add(bytes.length, version < 10 ? 8 : 16);
  for (const b of bytes) add(b, 8);
  add(0, Math.min(4, capacity * 8 - bits.length));
  while (bits.length % 8) bits.push(0);
  const out = new Uint8Array(capacity);
  for (let i = 0; i < bits.length; i += 8) out[i / 8] = parseInt(bits.slice(i, i + 8).join(''), 2);
  for (let i = bits.length / 8, pad_ = 0xec; i < capacity; i++, pad_ ^= 0xec ^ 0x11) out[i] = pad_;
  return out;
}

function interleave(data: Uint8Array, [ec, n1, d1, n2]: readonly [number, number, number, number]): number[] {
  const blocks: Uint8Array[] = [];
  for (let i = 0, at = 0; i < n1 + n2; i++) {
    const length = i < n1 ? d1 : d1 + 1;
    blocks.push(data.slice(at, at + length));
    at += length;
  }
  const checks = blocks.map((b) => correction(b, ec));
  const out: number[] = [];
  for (let i = 0; i <= d1; i++) for (const b of blocks) if (i < b.length) out.push(b[i]!);
  for (let i = 0; i < ec; i++) for (const c of checks) out.push(c[i]!);
  return out;
}

function alignments(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const positions = [6];
  for (let i = count - 2; i >= 0; i--) positions.push(version * 4 + 10 - i * step);
  return positions;
}

function draw(version: number, codewords: readonly number[]): boolean[][] {
  const size = version * 4 + 17;
  const dark = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  const fixed = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  const set = (r: number, c: number, on: boolean): void => {
    if (r < 0 || c < 0 || r >= size || c >= size) return;
    dark[r]![c] = on;
    fixed[r]![c] = true;
  };
  for (let i = 0; i < size; i++) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [r, c] of [[3, 3], [3, size - 4], [size - 4, 3]] as const) {
    for (let y = -4; y <= 4; y++) for (let x = -4; x <= 4; x++) {
      const ring = Math.max(Math.abs(x), Math.abs(y));
      set(r + y, c + x, ring !== 2 && ring !== 4);
    }
  }
  const centres = alignments(version);
  for (const r of centres) for (const c of centres) {
    if ((r === 6 && c === 6) || (r === 6 && c === size - 7) || (r === size - 7 && c === 6)) continue;
    for (let y = -2; y <= 2; y++) for (let x = -2; x <= 2; x++) set(r + y, c + x, Math.max(Math.abs(x), Math.abs(y)) !== 1);
  }
  if (version >= 7) {
    let rest = version;
    for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
    const bits = (version << 12) | rest;
    for (let i = 0; i < 18; i++) {
      const on = ((bits >> i) & 1) === 1;
      set(Math.floor(i / 3), size - 11 + (i % 3), on);
      set(size - 11 + (i % 3), Math.floor(i / 3), on);
    }
  }
  format(set, size, 0);
  let bit = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let vertical = 0; vertical < size; vertical++) for (let j = 0; j < 2; j++) {
      const c = right - j;
      const r = ((right + 1) & 2) === 0 ? size - 1 - vertical : vertical;
      if (fixed[r]![c]) continue;
      dark[r]![c] = bit < codewords.length * 8 && ((codewords[bit >> 3]! >> (7 - (bit & 7))) & 1) === 1;
      bit++;
    }
  }
  let best: boolean[][] = dark;
  let least = Infinity;
  MASKS.forEach((mask, number) => {
    const tried = dark.map((row, r) => row.map((on, c) => (fixed[r]![c] ? on : on !== mask(r, c))));
    format((r, c, on) => { tried[r]![c] = on; }, size, number);
    const score = penalty(tried);
    if (score < least) {
      least = score;
      best = tried;
    }
  });
  return best;
}

function format(set: (r: number, c: number, on: boolean) => void, size: number, mask: number): void {
  let rest = mask; // level M is 00
  for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  const bits = ((mask << 10) | rest) ^ 0x5412;
  const on = (i: number): boolean => ((bits >> i) & 1) === 1;
  for (let i = 0; i <= 5; i++) set(i, 8, on(i));
  set(7, 8, on(6));
  set(8, 8, on(7));
  set(8, 7, on(8));
  for (let i = 9; i < 15; i++) set(8, 14 - i, on(i));
  for (let i = 0; i < 8; i++) set(8, size - 1 - i, on(i));
  for (let i = 8; i < 15; i++) set(size - 15 + i, 8, on(i));
  set(size - 8, 8, true);
}

function penalty(m: readonly (readonly boolean[])[]): number {
  const size = m.length;
  let score = 0;
  let darkCount = 0;
  for (let r = 0; r < size; r++) {
    for (const at of [(i: number) => m[r]![i]!, (i: number) => m[i]![r]!]) {
      let run = 1;
      let line = at(0) ? '1' : '0';
      for (let i = 1; i < size; i++) {
        line += at(i) ? '1' : '0';
        run = at(i) === at(i - 1) ? run + 1 : 1;
        if (run === 5) score += 3;
        else if (run > 5) score++;
      }
      for (const pattern of ['10111010000', '00001011101']) for (let i = line.indexOf(pattern); i >= 0; i = line.indexOf(pattern, i + 1)) score += 40;
    }
    for (let c = 0; c < size; c++) {
      if (m[r]![c]) darkCount++;
      if (r > 0 && c > 0 && m[r]![c] === m[r - 1]![c] && m[r]![c] === m[r]![c - 1] && m[r]![c] === m[r - 1]![c - 1]) score += 3;
    }
  }
  return score + Math.floor(Math.abs((darkCount * 20) / (size * size) - 10)) * 10;
}

export function Qr({ text, label }: { text: string; label: string }): JSX.Element {
  const matrix = qrMatrix(text);
  const path = matrix.flatMap((row, r) => row.flatMap((on, c) => (on ? [`M${c},${r}h1v1h-1z`] : []))).join('');
  const size = matrix.length;
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`-4 -4 ${size + 8} ${size + 8}`} shapeRendering="crispEdges">
      <rect x="-4" y="-4" width={size + 8} height={size + 8} class="qr-ground" />
      <path d={path} class="qr-ink" />
    </svg>
  );
}
