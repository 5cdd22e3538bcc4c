/** How to reach the server of this page: XEP-0156 and XEP-0487 from our own origin; nothing is asked elsewhere. */
export interface Endpoint {
  readonly domain: string;
  readonly url: string;
}

const WEBSOCKET = 'urn:xmpp:alt-connections:websocket';

/** What host-meta says, else the page's own host and /ws. */
export async function discover(location: { readonly protocol: string; readonly host: string; readonly hostname: string }): Promise<Endpoint> {
  const secure = location.protocol === 'https:';
  let domain = location.hostname;
  let url = `${secure ? 'wss' : 'ws'}://${location.host}/ws`;
  try {
    const response = await fetch('/.well-known/host-meta.json', { credentials: 'omit' });
    if (!response.ok) return { domain, url };
    const meta: unknown = await response.json();
    domain = domainOf(meta) ?? domain;
    const link = websocketsOf(meta).find((href) => sameHost(href, location.host, secure));
    url = link ?? url;
  } catch {
    // offline or no host-meta: the defaults hold
  }
  return { domain, url };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The subject of the document (RFC 6415), or what XEP-0487's "xmpp" names. */
function domainOf(meta: unknown): string | undefined {
  if (!isObject(meta)) return undefined;
  const candidates = [isObject(meta['xmpp']) ? meta['xmpp']['domain'] : undefined, meta['subject']];
  for (const value of candidates) {
    if (typeof value === 'string' && value !== '') return value.replace(/^(?:xmpp:|https?:\/\/)/, '').replace(/[/:].*$/, '');
  }
  return undefined;
}

function websocketsOf(meta: unknown): string[] {
  const links = isObject(meta) && Array.isArray(meta['links']) ? meta['links'] as unknown[] : [];
  return links.flatMap((l) => (isObject(l) && l['rel'] === WEBSOCKET && typeof l['href'] === 'string' ? [l['href']] : []));
}

/** Only our own origin: the page's policy allows no other. */
function sameHost(href: string, host: string, secure: boolean): boolean {
  try {
    const url = new URL(href);
    return url.host === host && url.protocol === (secure ? 'wss:' : 'ws:');
  } catch {
    return false;
  }
}
