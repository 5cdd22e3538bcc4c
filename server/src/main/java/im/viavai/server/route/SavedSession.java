package im.viavai.server.route;

import im.viavai.server.session.Key;
import im.viavai.server.session.Session;
import im.viavai.store.SessionRecord;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StreamException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A session as it lies in the store between two runs of the server.
///
/// ```
/// state:          <session xmlns='im.viavai:session' jid= bound= priority= ><flag name=/>...<presence/></session>
/// unacknowledged: archive id (8 bytes), length (4), stanza; again and again
/// ```
record SavedSession(
    Jid address, long boundMillis, int priority, List<String> flags, @Nullable Stanza presence) {
  private static final String NS = "im.viavai:session";

  SavedSession {
    flags = List.copyOf(flags);
  }

  static SessionRecord save(
      String id, Session session, Map<String, Key<Boolean>> durable, long expiresMillis) {
    Element.Builder state =
        Element.builder(NS, "session")
            .attribute("jid", session.address().toString())
            .attribute("bound", Long.toString(session.boundMillis()))
            .attribute("priority", Integer.toString(session.priority()));
    durable.forEach((name, key) -> {
      if (Boolean.TRUE.equals(session.get(key))) {
        state.child(Element.builder(NS, "flag").attribute("name", name).build());
      }
    });
    Stanza presence = session.presence();
    if (presence != null) state.raw(presence.embedded());
    return new SessionRecord(
        id,
        session.account().key(),
        session.address().resourcepart(),
        session.handled() & 0xFFFF_FFFFL,
        session.confirmed() & 0xFFFF_FFFFL,
        pack(session.unconfirmed(), session.unconfirmedArchiveIds()),
        state.build().toBytes(""),
        expiresMillis);
  }

  static SavedSession load(SessionRecord record) {
    try {
      Element state = Element.parse(record.state());
      List<String> flags = new ArrayList<>();
      for (Element flag : state.children(new im.viavai.xmpp.Name(NS, "flag")))
        flags.add(flag.attribute("name"));
      Stanza presence =
          state
              .child("jabber:client", "presence")
              .map(p -> Stanza.parse(p.toBytes("")))
              .orElse(null);
      return new SavedSession(
          Jid.of(state.attribute("jid")),
          Long.parseLong(state.attribute("bound")),
          Integer.parseInt(state.attribute("priority")),
          flags,
          presence);
    } catch (StreamException e) {
      throw new IllegalArgumentException(
          "the kept state of a session cannot be read: " + e.getMessage(), e);
    }
  }

  /// Fills a new session; the caller holds the account's monitor.
  void into(Session session, SessionRecord record, Map<String, Key<Boolean>> durable) {
    if (presence != null) session.presence(presence, priority);
    for (String flag : flags) {
      Key<Boolean> key = durable.get(flag);
      if (key != null) session.put(key, true);
    }
    List<Stanza> stanzas = new ArrayList<>();
    List<Long> ids = new ArrayList<>();
    ByteBuffer packed = ByteBuffer.wrap(record.unacknowledged());
    while (packed.hasRemaining()) {
      ids.add(packed.getLong());
      byte[] stanza = new byte[packed.getInt()];
      packed.get(stanza);
      stanzas.add(Stanza.parse(stanza));
    }
    session.restore(record.inbound(), record.outbound(), stanzas, ids);
  }

  private static byte[] pack(List<Stanza> stanzas, List<Long> ids) {
    List<byte[]> all = new ArrayList<>();
    int size = 0;
    for (Stanza stanza : stanzas) {
      byte[] bytes = stanza.embedded();
      all.add(bytes);
      size += 12 + bytes.length;
    }
    ByteBuffer packed = ByteBuffer.allocate(size);
    for (int i = 0; i < all.size(); i++)
      packed.putLong(ids.get(i)).putInt(all.get(i).length).put(all.get(i));
    return packed.array();
  }
}
