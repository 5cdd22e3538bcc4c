package im.viavai.xmpp;

/// The namespaces of RFC 6120, RFC 6121 and the streams; a feature keeps its own in its own class.
public final class Namespaces {
  public static final String CLIENT = "jabber:client";
  public static final String SERVER = "jabber:server";
  public static final String COMPONENT = "jabber:component:accept";
  public static final String DIALBACK = "jabber:server:dialback";
  public static final String STREAMS = "http://etherx.jabber.org/streams";
  public static final String STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams";
  public static final String STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";
  public static final String TLS = "urn:ietf:params:xml:ns:xmpp-tls";
  public static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
  public static final String BIND = "urn:ietf:params:xml:ns:xmpp-bind";
  public static final String SESSION = "urn:ietf:params:xml:ns:xmpp-session";
  public static final String ROSTER = "jabber:iq:roster";

  /// XEP-0388.
  public static final String SASL2 = "urn:xmpp:sasl:2";

  /// XEP-0386.
  public static final String BIND2 = "urn:xmpp:bind:0";

  /// XEP-0198.
  public static final String STREAM_MANAGEMENT = "urn:xmpp:sm:3";

  /// RFC 7395.
  public static final String FRAMING = "urn:ietf:params:xml:ns:xmpp-framing";

  /// XEP-0124.
  public static final String HTTPBIND = "http://jabber.org/protocol/httpbind";

  /// XEP-0206.
  public static final String XBOSH = "urn:xmpp:xbosh";

  /// What the prefix `xml` always means.
  public static final String XML = "http://www.w3.org/XML/1998/namespace";

  /// What the prefix `xmlns` always means.
  public static final String XMLNS = "http://www.w3.org/2000/xmlns/";

  private Namespaces() {}
}
