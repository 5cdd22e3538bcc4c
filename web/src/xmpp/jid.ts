/** XMPP addresses, RFC 7622: localpart@domainpart/resourcepart. */

/** Most bytes of each part. */
export const MAX_PART_BYTES = 1023;

export class JidError extends Error {}

export class Jid {
  private constructor(
    readonly local: string,
    readonly domain: string,
    readonly resource: string,
  ) {}

  /** Reads an address; throws JidError when it is none. Case mapping and width mapping as RFC 7622 section 3 asks. */
  static parse(text: string): Jid {
    const slash = text.indexOf('/');
    const bare = slash < 0 ? text : text.slice(0, slash);
    const resource = slash < 0 ? '' : text.slice(slash + 1);
    if (slash >= 0 && resource === '') throw new JidError('empty resource');
    const at = bare.indexOf('@');
    const local = at < 0 ? '' : bare.slice(0, at);
    if (at >= 0 && local === '') throw new JidError('empty localpart');
    return Jid.of(local, at < 0 ? bare : bare.slice(at + 1), resource);
  }

  static of(local: string, domain: string, resource = ''): Jid {
    return new Jid(prepareLocal(local), prepareDomain(domain), prepareResource(resource));
  }

  /** The address, or undefined when the text is none. */
  static read(text: string | undefined): Jid | undefined {
    if (text === undefined) return undefined;
    try {
      return Jid.parse(text);
    } catch (error) {
      if (error instanceof JidError) return undefined;
      throw error;
    }
  }

  get bare(): Jid {
    return this.resource ? new Jid(this.local, this.domain, '') : this;
  }

  get isBare(): boolean {
    return this.resource === '';
  }

  withResource(resource: string): Jid {
    return Jid.of(this.local, this.domain, resource);
  }

  equals(other: Jid | undefined): boolean {
    return other !== undefined && this.toString() === other.toString();
  }

  toString(): string {
    const bare = this.local ? `${this.local}@${this.domain}` : this.domain;
    return this.resource ? `${bare}/${this.resource}` : bare;
  }
}

function bounded(part: string): string {
  if (new TextEncoder().encode(part).length > MAX_PART_BYTES) throw new JidError('part too long');
  return part;
}

function prepareLocal(text: string): string {
  const part = text.normalize('NFKC').toLowerCase().normalize('NFC');
  if (/["&'/:<>@\s\u0000-\u001f\u007f]/u.test(part)) throw new JidError('character not allowed in localpart');
  return bounded(part);
}

function prepareDomain(text: string): string {
  const part = text.replace(/\.$/, '').normalize('NFKC').toLowerCase().normalize('NFC');
  if (!part) throw new JidError('empty domain');
  const literal = /^\[[0-9a-f:.]+\]$/.test(part);
  if (!literal && (/[^\p{L}\p{M}\p{N}.\-]/u.test(part) || part.startsWith('.') || part.includes('..'))) throw new JidError('not a domain');
  return bounded(part);
}

function prepareResource(text: string): string {
  const part = text.normalize('NFC');
  if (/[\u0000-\u001f\u007f]/.test(part)) throw new JidError('character not allowed in resource');
  return bounded(part);
}
