/** The far end of a stream, for tests: speaks SASL2 with a token, Bind 2 and stream management, and lets the test say the rest. */
import { createHmac } from 'node:crypto';
import type { Token } from '../../src/xmpp/login';
import type { Transport } from '../../src/xmpp/transport';
import { parse, serialize, XmlElement } from '../../src/xmpp/xml';

export const TOKEN: Token = { mechanism: 'HT-SHA-256-NONE', token: 'secret', expiry: '' };

export class FakeServer {
  /** Stanzas the client sent on the live stream. */
  received: XmlElement[] = [];
  connections = 0;
  /** How many stanzas of the client count as handled. */
  h = 0;
  resumable = true;
  acks = true;
  /** What the client sent to log in, each time; how often it is refused; whether tokens are taken. */
  logins: string[][] = [];
  refusals = 0;
  tokens = true;
  answer: (stanza: XmlElement, server: FakeServer) => void = () => undefined;
  private transport: Transport | undefined;

  readonly open = (): Transport => {
    this.connections++;
    this.logins.push([]);
    const transport: Transport = {
      onOpen: () => undefined, onText: () => undefined, onClose: () => undefined,
      send: (text) => queueMicrotask(() => this.transport === transport && this.receive(parse(text))),
      close: () => {
        if (this.transport === transport) this.transport = undefined;
        queueMicrotask(() => transport.onClose());
      },
    };
    this.transport = transport;
    queueMicrotask(() => transport.onOpen());
    return transport;
  };

  /** Says nothing until told otherwise. */
  mute = false;

  send(xml: string): void {
    if (this.mute) return;
    const transport = this.transport;
    queueMicrotask(() => transport?.onText(xml));
  }

  /** The network breaks. */
  cut(): void {
    const transport = this.transport;
    this.transport = undefined;
    transport?.onClose();
  }

  private receive(e: XmlElement): void {
    if (e.name === 'open') {
      this.logins.at(-1)!.push('open');
      this.send(`<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' id='s${this.connections}' version='1.0'/>`);
      const fast = this.tokens ? "<fast xmlns='urn:xmpp:fast:0'><mechanism>HT-SHA-256-NONE</mechanism></fast>" : '';
      this.send(`<stream:features xmlns:stream='http://etherx.jabber.org/streams'><authentication xmlns='urn:xmpp:sasl:2'>
        <mechanism>SCRAM-SHA-256</mechanism><inline><sm xmlns='urn:xmpp:sm:3'/>${fast}
        <bind xmlns='urn:xmpp:bind:0'><inline><feature var='urn:xmpp:carbons:2'/><feature var='urn:xmpp:sm:3'/><feature var='urn:xmpp:csi:0'/></inline></bind></inline></authentication></stream:features>`);
    } else if (e.name === 'authenticate') {
      this.logins.at(-1)!.push('authenticate');
      if (this.refusals-- <= 0) this.authenticate(e);
      else this.send("<failure xmlns='urn:xmpp:sasl:2'><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>");
    } else if (e.name === 'r') {
      if (this.acks) this.send(`<a xmlns='urn:xmpp:sm:3' h='${this.h}'/>`);
    } else if (e.ns === 'jabber:client') {
      this.received.push(e);
      if (this.acks) this.h++;
      this.answer(e, this);
    }
  }

  private authenticate(e: XmlElement): void {
    const ns = 'urn:xmpp:sm:3';
    const proof = createHmac('sha256', TOKEN.token).update('Responder').digest('base64');
    const resume = e.child('resume', ns);
    let rest = `<bound xmlns='urn:xmpp:bind:0'><enabled xmlns='${ns}' id='sm${this.connections}' resume='true'/></bound>`;
    if (resume && this.resumable) rest = `<resumed xmlns='${ns}' previd='${resume.attr('previd')}' h='${this.h}'/>`;
    else if (resume) rest = `<failed xmlns='${ns}' h='${this.h}'/>${rest}`;
    if (!resume || !this.resumable) this.h = 0;
    this.send(`<success xmlns='urn:xmpp:sasl:2'><additional-data>${proof}</additional-data>
      <authorization-identifier>romeo@montague.lit/r${this.connections}</authorization-identifier>${rest}</success>`);
  }
}

export function result(iq: XmlElement, payload = ''): string {
  return `<iq xmlns='jabber:client' type='result' id='${iq.attr('id')}'>${payload}</iq>`;
}

export { serialize };
