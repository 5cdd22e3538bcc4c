import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes } from '../../src/view/format';

test("sizes are told in the units of the server's configuration", () => {
  const told: readonly [number, string][] = [
    [0, '0 bytes'], [1, '1 byte'], [1023, '1,023 bytes'], [1024, '1 KiB'], [1536, '1.5 KiB'], [64 * 1024, '64 KiB'], [64 * 1024 + 1, '64 KiB'],
    [1024 * 1024 - 1, '1 MiB'], [100 * 1024 * 1024, '100 MiB'], [2_400_000, '2.3 MiB'], [5 * 1024 ** 3, '5 GiB'], [5 * 1024 ** 4, '5,120 GiB'],
  ];
  for (const [size, words] of told) assert.equal(bytes(size).replace('\u00A0', ' '), words);
});

test('a limit is never told larger than it is', () => {
  const told: readonly [number, string][] = [[64 * 1024, '64 KiB'], [2047, '1.9 KiB'], [1024 * 1024 - 1, '1,023 KiB'], [19.99 * 1024 * 1024, '19 MiB']];
  for (const [size, words] of told) assert.equal(bytes(size, 'down').replace('\u00A0', ' '), words);
});
