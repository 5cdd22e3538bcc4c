/** Choices of the person on this device. */
import { signal } from '@preact/signals';

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  readonly language: 'system' | 'en' | 'it';
  readonly sendReceipts: boolean;
  readonly sendTyping: boolean;
  readonly notifications: boolean;
  readonly sound: boolean;
  readonly enterSends: boolean;
}

const KEY = 'viavai.settings';
export const DEFAULTS: Settings = {
  theme: 'system', language: 'system', sendReceipts: true, sendTyping: true, notifications: false, sound: false, enterSends: true,
};

function read(): Settings {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return { ...DEFAULTS, ...(typeof stored === 'object' ? stored : {}) };
  } catch {
    return DEFAULTS;
  }
}

export const settings = signal<Settings>(DEFAULTS);

/** Reads what is stored and follows the other tabs. */
export function followSettings(): void {
  settings.value = read();
  addEventListener('storage', (event) => {
    if (event.key === KEY) settings.value = read();
  });
}

export function changeSettings(part: Partial<Settings>): void {
  settings.value = { ...settings.value, ...part };
  localStorage.setItem(KEY, JSON.stringify(settings.value));
}
