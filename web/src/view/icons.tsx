/** Line icons, 24 by 24, drawn for this client. They are decoration: whoever uses one names the control. */
import type { JSX } from 'preact';

const PATHS = {
  chat: 'M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 20.5l1.6-5.2A8.4 8.4 0 1 1 21 11.5Z',
  people: 'M9 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 9c0-3.6 3.1-6 7-6s7 2.4 7 6M16 3.8a4 4 0 0 1 0 7.4m2.5 3.6c2.2.8 3.5 2.7 3.5 5.7',
  settings: 'M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4Zm7.6-3.2c0-.5 0-1-.1-1.4l2-1.6-2-3.5-2.5 1a7.600 7.600 0 0 0-2.400-1.400L14.200 2.500h-4.400l-.4 2.600A7.600 7.600 0 0 0 7 6.500l-2.500-1-2 3.500 2 1.600a7.600 7.600 0 0 0 0 2.800l-2 1.600 2 3.500 2.500-1a7.600 7.600 0 0 0 2.400 1.400l.4 2.600h4.400l.4-2.600a7.600 7.600 0 0 0 2.400-1.400l2.500 1 2-3.500-2-1.600c.1-.4.1-.9.1-1.400Z',
  search: 'M10.500 17.500a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 5 5',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  down: 'M6 9.500l6 6 6-6',
  more: 'M4.200 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0ZM11 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0ZM17.800 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0Z',
  send: 'M4.500 12 3.500 4l17.500 8-17.500 8 1-8Zm0 0h8',
  attach: 'M20.500 11.500l-8.400 8.400a5.200 5.200 0 0 1-7.400-7.400l8.700-8.700a3.500 3.500 0 0 1 5 5l-8.700 8.600a1.700 1.700 0 0 1-2.400-2.400l8-8',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm-3.500-7.500s1.200 2 3.500 2 3.500-2 3.500-2M9 9.500h.01M15 9.500h.01',
  mic: 'M12 15a3.500 3.500 0 0 0 3.500-3.500v-5a3.500 3.500 0 1 0-7 0v5A3.500 3.500 0 0 0 12 15Zm-6.500-4a6.500 6.500 0 0 0 13 0M12 17.500V21',
  stop: 'M7 7h10v10H7z',
  reply: 'M10 5.500 4 11l6 5.500V13c5 0 8 1.500 10 5.500 0-6-3.500-9.500-10-9.500V5.500Z',
  compose: 'M12 4.500H6.500a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2V12M9.500 14.500l.500-3 8.500-8.500a1.400 1.400 0 0 1 2 0l.500.500a1.400 1.400 0 0 1 0 2L12.500 14l-3 .500Z',
  edit: 'M4 20l1-4.500L16.500 4a2 2 0 0 1 3 0l.500.500a2 2 0 0 1 0 3L8.500 19 4 20Zm10.500-14 3.500 3.500',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  trash: 'M4 6.500h16M9.500 6.500V4h5v2.500M6 6.500l1 14h10l1-14M10 10.500v6M14 10.500v6',
  pin: 'M9 4h6l-.500 6 3 3.500H6.500l3-3.500L9 4Zm3 9.500V21',
  bellOff: 'M4 4l16 16M8.500 5.200A6 6 0 0 1 18 10v4l1.500 3H9m-3-8v5l-1.500 3H9m1 0a2 2 0 0 0 4 0',
  bell: 'M6 10a6 6 0 1 1 12 0v4l1.500 3h-15L6 14v-4Zm4 7a2 2 0 0 0 4 0',
  archive: 'M3.500 4.500h17v4h-17zM5 8.500V20h14V8.500M10 12.500h4',
  check: 'M5 12.500l4.500 4.500L19 7',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.500 2',
  alert: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-13.500v5.500m0 3h.01',
  block: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.800 5.800l12.400 12.400',
  file: 'M6 3h8l5 5v13H6V3Zm8 0v5h5',
  download: 'M12 4v11m-5-4.500 5 5 5-5M5 20h14',
  image: 'M4 4.500h16v15H4zm0 11 4.500-4.500 4 4 2.500-2.500 5 5M15 9h.01',
  play: 'M8 5.500l11 6.500-11 6.500v-13Z',
  pause: 'M8 5v14M16 5v14',
  person: 'M12 12a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9Zm-8.500 9c0-4 3.800-6.500 8.500-6.500s8.500 2.500 8.500 6.500',
  personAdd: 'M10 12a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9Zm-8 9c0-4 3.500-6.500 8-6.500 1.500 0 2.900.3 4 .8M18.500 14v7M15 17.500h7',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 14h2v2h-2zM14 18h2v2h-2zM18 18h2v2h-2z',
  link: 'M10 14a4 4 0 0 0 5.700 0l4-4A4 4 0 0 0 14 4.300l-1 1M14 10a4 4 0 0 0-5.700 0l-4 4A4 4 0 0 0 10 19.700l1-1',
  device: 'M4 5h16v10.500H4zM2.500 19h19',
  lock: 'M6 11h12v9.500H6zM8.500 11V7.500a3.500 3.500 0 0 1 7 0V11',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12Zm9.500 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  palette: 'M12 21a9 9 0 1 1 9-9c0 2.500-2 3.500-4 3.500h-2a2 2 0 0 0-1.500 3.300c.6.900 0 2.200-1.500 2.200ZM7.500 12.500h.01M9.500 8h.01M14.500 8h.01',
  grid: 'M4 4h6.500v6.500H4zM13.500 4H20v6.500h-6.500zM4 13.500h6.500V20H4zM13.500 13.500H20V20h-6.500z',
  exit: 'M14 4H5v16h9M10 12h11m-4-4 4 4-4 4',
  wifiOff: 'M4 4l16 16M3 9.500a14 14 0 0 1 5-2.900m4-.6a14 14 0 0 1 9 3.500M6.500 13.500a9 9 0 0 1 4-2.200m4.500.7a9 9 0 0 1 2.500 1.500M10 17a4 4 0 0 1 4 0M12 20h.01',
  refresh: 'M20 12a8 8 0 1 1-2.400-5.700M20 4v4.500h-4.500',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v5.500M12 8h.01',
  flag: 'M5 21V4.500h12l-2 4 2 4H5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }): JSX.Element {
  const solid = name === 'play' || name === 'stop' || name === 'more';
  return (
    <svg class={`icon${solid ? ' icon-solid' : ''}`} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** One mark for sent, two for delivered, two in colour for read. */
export function TickIcon({ kind }: { kind: 'sent' | 'delivered' | 'read' }): JSX.Element {
  return (
    <svg class={`tick tick-${kind}`} width="17" height="12" viewBox="0 0 17 12" aria-hidden="true" focusable="false">
      <path d={kind === 'sent' ? 'M4 6.500 7 9.500 13.500 2.500' : 'M1 6.500 4 9.500 10.500 2.500M7.700 8.900l.600.600L15 2.500'} />
    </svg>
  );
}

export function Logo({ size = 48 }: { size?: number }): JSX.Element {
  return (
    <svg class="logo" width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <rect class="logo-ground" width="64" height="64" rx="17" />
      <g transform="translate(3.5 1)">
        <path class="logo-front" d="M28.500 15.500C38.700 15.500 47 21.700 47 30s-8.300 14.500-18.500 14.500c-1.900 0-3.700-.200-5.400-.600L14.200 49l2.200-9.200C12.500 37.400 10 33.900 10 30c0-8.300 8.300-14.500 18.500-14.500Z" />
        <path class="logo-line" d="M19.500 27h15.500m-4.500-4.500L35 27m2.500 7H22m4.500 4.500L22 34" />
      </g>
    </svg>
  );
}
