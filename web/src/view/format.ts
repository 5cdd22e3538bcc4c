/** Dates, times and sizes as people write them. */
import { locale, t } from '../i18n';

const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale()} ${name}`;
  let found = cache.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale(), options);
    cache.set(key, found);
  }
  return found;
}

export function time(at: number): string {
  return formatter('time', { timeStyle: 'short' }).format(at);
}

export function fullDate(at: number): string {
  return formatter('full', { dateStyle: 'full', timeStyle: 'short' }).format(at);
}

export function dateAndTime(at: number): string {
  return formatter('dateAndTime', { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

export function shortDate(at: number): string {
  return formatter('short', { dateStyle: 'medium' }).format(at);
}

export function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function daysAgo(at: number): number {
  return Math.round((dayOf(Date.now()) - dayOf(at)) / 86_400_000);
}

/** The heading of a day in a conversation. */
export function day(at: number): string {
  const ago = daysAgo(at);
  if (ago === 0) return t('day.today');
  if (ago === 1) return t('day.yesterday');
  if (ago > 1 && ago < 7) return formatter('weekday', { weekday: 'long' }).format(at);
  const sameYear = new Date(at).getFullYear() === new Date().getFullYear();
  return sameYear
    ? formatter('day', { weekday: 'long', day: 'numeric', month: 'long' }).format(at)
    : formatter('dayYear', { day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

/** As short as a list row allows. */
export function recent(at: number): string {
  const ago = daysAgo(at);
  if (ago <= 0) return time(at);
  if (ago === 1) return t('day.yesterday');
  if (ago < 7) return formatter('wd', { weekday: 'short' }).format(at);
  return new Date(at).getFullYear() === new Date().getFullYear()
    ? formatter('md', { day: 'numeric', month: 'short' }).format(at)
    : formatter('mdy', { day: '2-digit', month: '2-digit', year: '2-digit' }).format(at);
}

/**
 * A number of bytes in the units of the server's configuration and messages: its limit of 64KiB is "64 KiB" everywhere. A limit is never
 * rounded up, or what is said to fit would not.
 */
export function bytes(size: number, rounding: 'nearest' | 'down' = 'nearest'): string {
  const units = ['KiB', 'MiB', 'GiB'];
  if (size < 1024) return new Intl.NumberFormat(locale(), { style: 'unit', unit: 'byte', unitDisplay: 'long' }).format(size);
  const round = (value: number): number => {
    const parts = value < 10 ? 10 : 1;
    return (rounding === 'down' ? Math.floor(value * parts) : Math.round(value * parts)) / parts;
  };
  let value = size / 1024;
  let unit = 0;
  while (round(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${new Intl.NumberFormat(locale()).format(round(value))}\u00A0${units[unit]!}`;
}

export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
