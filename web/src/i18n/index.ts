/** Words in the person's language. English is built in; others are loaded when chosen. Plurals follow Intl's rules. */
import { signal } from '@preact/signals';
import en from './en.json';

type Entry = string | { readonly one: string; readonly many?: string; readonly other: string };
type Catalogue = Record<keyof typeof en, Entry>;
export type Key = keyof typeof en;
export type Language = 'en' | 'it';
export const LANGUAGES: readonly Language[] = ['en', 'it'];

/** The browser's own kind of a language. Looked up once: a browser makes the list anew each time it is asked for. */
function localeOf(chosen: Language): string {
  const own: readonly string[] | undefined = globalThis.navigator?.languages;
  return own?.find((tag) => tag.toLowerCase().startsWith(chosen)) ?? chosen;
}

const current = signal<{ readonly language: Language; readonly locale: string; readonly catalogue: Catalogue; readonly plural: Intl.PluralRules }>({
  language: 'en', locale: localeOf('en'), catalogue: en, plural: new Intl.PluralRules('en'),
});

/** The language in use; reading it in a component makes it follow changes. */
export function language(): Language {
  return current.value.language;
}

/** What to use when the person has not chosen: the browser's first language that we know. */
export function preferred(languages: readonly string[]): Language {
  for (const tag of languages) {
    const found = LANGUAGES.find((l) => tag.toLowerCase().startsWith(l));
    if (found) return found;
  }
  return 'en';
}

/** For dates and numbers: the browser's own kind of the language, as en-GB, which tells 22:15 from 10:15 PM. */
export function locale(): string {
  return current.value.locale;
}

export async function useLanguage(chosen: Language): Promise<void> {
  const catalogue: Catalogue = chosen === 'it' ? (await import('./it.json')).default : en;
  current.value = { language: chosen, locale: localeOf(chosen), catalogue, plural: new Intl.PluralRules(chosen) };
  document.documentElement.lang = chosen;
}

/** The text of a key, its {names} filled in; {count} chooses the plural. */
export function t(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
  const { catalogue, plural, language: tag } = current.value;
  const entry = catalogue[key];
  const count = values['count'];
  let text: string;
  if (typeof entry === 'string') text = entry;
  else {
    const rule = typeof count === 'number' ? plural.select(count) : 'other';
    text = rule === 'one' ? entry.one : rule === 'many' ? entry.many ?? entry.other : entry.other;
  }
  return text.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const value = values[name];
    return typeof value === 'number' ? value.toLocaleString(tag) : value ?? '';
  });
}
