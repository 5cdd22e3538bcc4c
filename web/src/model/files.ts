/** Sending files: a slot, the bytes, then the message with the address. Cut off, it can be tried again. */
import { StanzaError } from '../xmpp/errors';
import { readDate } from '../xmpp/message';
import { UPLOAD } from '../xmpp/ns';
import { putFile, UploadError } from '../xmpp/upload';
import { ActionError, type FileDetails } from './actions';
import type { Engine } from './engine';
import type { Message } from './types';

export class Files {
  private readonly running = new Map<string, AbortController>();

  constructor(private readonly engine: Engine) {}

  async send(peer: string, file: Blob, details: FileDetails): Promise<void> {
    const message = this.engine.draft(peer, { body: '', status: 'uploading', file: { ...details, url: '', size: file.size } });
    await this.engine.store.putFile(message.key, file);
    await this.engine.enqueue(() => this.engine.addMessage(message, []));
    void this.upload(message, file);
  }

  async retry(message: Message): Promise<void> {
    const file = await this.engine.store.file(message.key);
    if (!file) throw new ActionError('item-not-found');
    const { problem: _problem, retryAt: _retryAt, ...rest } = message;
    const again: Message = { ...rest, status: 'uploading' };
    await this.engine.enqueue(() => this.engine.saveMessages([again]));
    void this.upload(again, file);
  }

  cancel(key: string): void {
    this.running.get(key)?.abort();
  }

  private async upload(message: Message, file: Blob): Promise<void> {
    const { engine } = this;
    const abort = new AbortController();
    this.running.set(message.key, abort);
    const details = message.file!;
    try {
      engine.publish({ kind: 'progress', key: message.key, value: 0 });
      const slot = await engine.account.uploads.slot(details.name, file.size, details.type);
      abort.signal.throwIfAborted();
      let shown = 0;
      await putFile(slot, file, details.type, (part) => {
        if (part - shown < 0.02) return;
        shown = part;
        engine.publish({ kind: 'progress', key: message.key, value: part });
      }, abort.signal);
      await engine.store.removeFile(message.key);
      const sent = { ...details, url: slot.get };
      await engine.enqueue(() => engine.submit({ ...message, file: sent, status: 'pending' }, { kind: 'text', body: '', file: sent }));
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return; // discard() removes the message
      const problem = problemOf(error);
      if (problem === undefined) throw error;
      await engine.enqueue(() => engine.saveMessages([{ ...message, status: 'failed', ...problem }]));
    } finally {
      this.running.delete(message.key);
      engine.publish({ kind: 'progress', key: message.key, value: undefined });
    }
  }
}

function problemOf(error: unknown): Pick<Message, 'problem' | 'retryAt'> | undefined {
  if (error instanceof UploadError) return { problem: error.status === 413 ? 'too-large' : error.status === 507 ? 'quota' : 'upload' };
  if (!(error instanceof StanzaError)) return undefined;
  switch (error.condition) { // XEP-0363 section 6
    case 'not-acceptable':
      return { problem: error.element?.child('file-too-large', UPLOAD) ? 'too-large' : 'file-refused' };
    case 'resource-constraint': {
      const retryAt = readDate(error.element?.child('retry', UPLOAD)?.attr('stamp'));
      return { problem: 'quota', ...(retryAt !== undefined && { retryAt }) };
    }
    case 'feature-not-implemented':
      return { problem: 'no-upload' };
    default:
      return { problem: error.condition };
  }
}
