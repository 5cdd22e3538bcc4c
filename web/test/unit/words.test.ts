// Every word on the screen is in both languages, in the right plurals, and none is written in a view.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import en from '../../src/i18n/en.json';
import it from '../../src/i18n/it.json';

type Entry = string | Readonly<Record<string, string>>;
const english: Readonly<Record<string, Entry>> = en;
const italian: Readonly<Record<string, Entry>> = it;
const forms = (entry: Entry): readonly string[] => (typeof entry === 'string' ? [entry] : Object.values(entry));
const places = (words: string): string => [...words.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort().join();

test('both languages have the same words with the same places in them', () => {
  assert.deepEqual(Object.keys(italian).sort(), Object.keys(english).sort());
  for (const [key, entry] of Object.entries(english)) {
    const other = italian[key]!;
    assert.equal(typeof other, typeof entry, key);
    const wanted = places(forms(entry)[0]!);
    for (const words of [...forms(entry), ...forms(other)]) {
      assert.equal(places(words), wanted, `${key}: ${words}`);
      assert.ok(words.trim() === words && words !== '', key);
      assert.doesNotMatch(words, /\.\.\.|<\/?[a-z]|  /, key);
    }
  }
});

test('plurals have exactly the forms that the language has', () => {
  for (const [tag, catalogue] of [['en', english], ['it', italian]] as const) {
    const rules = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
    for (const [key, entry] of Object.entries(catalogue)) {
      if (typeof entry !== 'string') assert.deepEqual(Object.keys(entry).sort(), [...rules].sort(), `${tag} ${key}`);
    }
  }
});

async function sources(folder: string): Promise<[string, string][]> {
  const names = (await readdir(folder, { recursive: true })).filter((n) => /\.tsx?$/.test(n));
  return Promise.all(names.map(async (n): Promise<[string, string]> => [n, await readFile(`${folder}/${n}`, 'utf8')]));
}

test('every word is used', async () => {
  const all = (await sources('src')).map(([, code]) => code).join('\n');
  const made = [...all.matchAll(/t\(`([\w.]+)\$\{/g)].map((m) => m[1]!); // t(`settings.${id}`)
  for (const key of Object.keys(english)) {
    assert.ok(all.includes(`'${key}'`) || made.some((prefix) => key.startsWith(prefix)), `${key} is used nowhere`);
  }
});

/** Names that are the same in every language. */
const NAMES: readonly string[] = ['English', 'Italiano', 'Viavai'];

test('no view has words of its own', async () => {
  const esbuild = 'esbuild'; // by a variable, or it would be built into the test
  const { transform } = await import(esbuild) as typeof import('esbuild');
  for (const [file, code] of await sources('src/view')) {
    if (!file.endsWith('.tsx')) continue;
    const made = (await transform(code, { loader: 'tsx', jsx: 'automatic', jsxImportSource: 'preact', format: 'esm' })).code;
    const texts = [
      ...made.matchAll(/children: "([^"]*)"/g), // one text
      ...made.matchAll(/^\s*"([^"]*)",?$/gm), // a text among other children
      ...made.matchAll(/\b(?:title|placeholder|alt|label|"aria-label"|"aria-valuetext"|"aria-description"): "([^"]*)"/g),
    ];
    for (const [, words] of texts) {
      if (!/\p{L}{2}/u.test(words!) || NAMES.includes(words!) || /^\/?[a-z]+([-:/][a-z0-9-]*)*$|^(image|audio|video)\//.test(words!)) continue; // types and class names
      assert.fail(`${file}: "${words}"`);
    }
  }
});
