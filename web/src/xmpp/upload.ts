/** File upload, XEP-0363: find the service, get a slot, put the bytes. */
import type { Client } from './client';
import type { Disco } from './disco';
import { StanzaError } from './errors';
import { UPLOAD } from './ns';
import { el } from './xml';

export interface UploadService {
  readonly jid: string;
  /** Most bytes per file; undefined when not told. */
  readonly maxBytes: number | undefined;
}

export interface Slot {
  readonly put: string;
  readonly get: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** The only headers a slot may ask for, section 5. */
const HEADERS: readonly string[] = ['authorization', 'cookie', 'expires'];

/** The network did not take the file; status 0 means it never got there. */
export class UploadError extends Error {
  constructor(readonly status: number) {
    super(`upload failed: ${status}`);
  }
}

export class Uploads {
  private service: Promise<UploadService | undefined> | undefined;

  constructor(private readonly client: Client, private readonly disco: Disco) {}

  /** The service of our domain, or undefined if there is none. Asked once per session. */
  find(): Promise<UploadService | undefined> {
    this.service ??= this.search().catch((error: unknown) => {
      this.service = undefined;
      throw error;
    });
    return this.service;
  }

  forget(): void {
    this.service = undefined;
  }

  async slot(name: string, size: number, type: string): Promise<Slot> {
    const service = await this.find();
    if (!service) throw new StanzaError('feature-not-implemented');
    const result = await this.client.iq('get',
      el('request', UPLOAD, { filename: name, size: String(size), 'content-type': type }), service.jid);
    const slot = result.child('slot', UPLOAD);
    const put = slot?.child('put');
    const get = slot?.child('get')?.attr('url');
    const url = put?.attr('url');
    if (!put || !url || !get) throw new StanzaError('undefined-condition');
    const headers = put.all('header')
      .map((h): [string, string] => [h.attr('name') ?? '', h.text.replace(/[\r\n]/g, '')])
      .filter(([name]) => HEADERS.includes(name.toLowerCase()));
    return { put: url, get, headers };
  }

  private async search(): Promise<UploadService | undefined> {
    const domain = this.client.account.domain;
    const items = await this.disco.items(domain);
    for (const jid of [domain, ...items.map((i) => i.jid)]) {
      try {
        const info = await this.disco.info(jid);
        if (!info.features.includes(UPLOAD)) continue;
        const max = info.forms.find((f) => f.formType === UPLOAD)?.fields.find((f) => f.name === 'max-file-size')?.values[0];
        return { jid, maxBytes: max === undefined ? undefined : Number(max) };
      } catch (error) {
        if (!(error instanceof StanzaError) || error.condition === 'disconnected') throw error;
      }
    }
    return undefined;
  }
}

/** Puts a file; tells progress from 0 to 1; ends with AbortError when the signal fires. */
export function putFile(slot: Slot, file: Blob, type: string, progress: (part: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', slot.put);
    for (const [name, value] of slot.headers) if (name.toLowerCase() !== 'cookie') request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', type);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onload = () => (request.status >= 200 && request.status < 300 ? resolve() : reject(new UploadError(request.status)));
    request.onerror = () => reject(new UploadError(0));
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
