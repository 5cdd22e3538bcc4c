package im.viavai.features.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import im.viavai.server.session.Account;
import im.viavai.store.ArchiveEntry;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.Timestamps;
import java.io.ByteArrayOutputStream;
import java.time.Instant;

/// Wraps archived messages into results (XEP-0313 §4.2, XEP-0297). What lies in the archive goes
/// out byte by byte as it lies there; nothing is parsed.
///
/// ```
/// <message from='account' to='client'>
///   <result xmlns='urn:xmpp:mam:2' queryid='f27' id='28482'>      head, id
///     <forwarded xmlns='urn:xmpp:forward:0'>
///       <delay xmlns='urn:xmpp:delay' stamp='2010-07-10T23:08:25.000Z'/>
///       <message xmlns='jabber:client'...>...</message>            as stored
///     </forwarded>
///   </result>
/// </message>
/// ```
final class Results {
  private static final Name RESULT = new Name(Archive.NS, "result");
  private static final byte[] ID = " id='".getBytes(US_ASCII);
  private static final byte[] STAMP =
      "'><forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='"
          .getBytes(US_ASCII);
  private static final byte[] MESSAGE = "'/>".getBytes(US_ASCII);
  private static final byte[] END = "</forwarded></result>".getBytes(US_ASCII);

  private final Account archive;
  private final Stanza envelope;
  private final byte[] head;

  /// @param archive the account whose archive it is
  /// @param client who asked
  /// @param queryId what the client calls its query, `""` for nothing
  Results(Account archive, Jid client, String queryId) {
    this.archive = archive;
    envelope = Stanza.message().from(archive.address()).to(client).build();
    byte[] empty =
        Element.builder(RESULT).attributeUnlessEmpty("queryid", queryId).build().toBytes("");
    head = new byte[empty.length - 2]; // without "/>"
    System.arraycopy(empty, 0, head, 0, head.length);
  }

  /// The result with that message.
  Stanza of(ArchiveEntry entry) {
    byte[] id = archive.archiveId(entry.id()).getBytes(US_ASCII);
    byte[] stamp =
        Timestamps.format(Instant.ofEpochMilli(entry.timestampMillis())).getBytes(US_ASCII);
    byte[] stanza = entry.stanza();
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(
            head.length
                + ID.length
                + id.length
                + STAMP.length
                + stamp.length
                + MESSAGE.length
                + stanza.length
                + END.length);
    out.writeBytes(head);
    out.writeBytes(ID);
    out.writeBytes(id);
    out.writeBytes(STAMP);
    out.writeBytes(stamp);
    out.writeBytes(MESSAGE);
    out.writeBytes(stanza);
    out.writeBytes(END);
    return envelope.plus(RESULT, out.toByteArray());
  }
}
