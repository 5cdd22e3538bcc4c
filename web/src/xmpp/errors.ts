/** What a server or a peer can answer instead of a result. */
import type { XmlElement } from './xml';
import { STANZA_ERRORS } from './ns';

/** RFC 6120 section 8.3. Also our own 'timeout' and 'disconnected'. */
export class StanzaError extends Error {
  constructor(
    readonly condition: string,
    readonly type: string = 'cancel',
    readonly text: string = '',
    readonly element?: XmlElement,
  ) {
    super(text ? `${condition}: ${text}` : condition);
  }

  static of(stanza: XmlElement): StanzaError {
    const error = stanza.child('error');
    const condition = error?.elements.find((e) => e.ns === STANZA_ERRORS && e.name !== 'text')?.name ?? 'undefined-condition';
    return new StanzaError(condition, error?.attr('type') ?? 'cancel', error?.textOf('text', STANZA_ERRORS) ?? '', error);
  }
}

/** The stream ended, RFC 6120 section 4.9, or never began ('unreachable'). */
export class StreamError extends Error {
  constructor(readonly condition: string, readonly text: string = '') {
    super(text ? `${condition}: ${text}` : condition);
  }
}

/** Login was refused, RFC 6120 section 6.5; also 'no-mechanism' and 'server-not-trusted'. */
export class LoginError extends Error {
  constructor(readonly condition: string, readonly text: string = '') {
    super(text ? `${condition}: ${text}` : condition);
  }
}
