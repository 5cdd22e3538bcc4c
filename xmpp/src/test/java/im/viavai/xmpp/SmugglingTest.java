package im.viavai.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// CVE-2022-22784 and its family ("stanza smuggling"): what the sender's server took for the text
/// of one stanza was a second stanza to the parser of the recipient. Each odd sequence of bytes is
/// put into each place of a stanza; it is refused, or what we send on is exactly one stanza with
/// the same tree for Woodstox and for the parser of the JDK.
final class SmugglingTest {
  private static final Jid EVE = Jid.of("eve@b/'\"<&>]]>");
  private static final XMLInputFactory JDK = XMLInputFactory.newDefaultFactory();

  static {
    JDK.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    JDK.setProperty(XMLInputFactory.IS_COALESCING, true);
  }

  /// Where it is put, at the `~`.
  private static final List<String> PLACES =
      List.of(
          "<message to='a@b'><body>~</body></message>",
          "<message to='a@b'><body><![CDATA[~]]></body></message>",
          "<message to='a@b' id='~'/>",
          "<message to=\"a@b\" id=\"~\"/>",
          "<message to='a@b/~'><body>x</body></message>",
          "<message to='a~@b'><body>x</body></message>",
          "<message to='a@b'><x xmlns='urn:~'/></message>",
          "<message to='a@b'><p:x xmlns:p='urn:~' p:a='1'/></message>",
          "<message to='a@b'><x xmlns='urn:x' a='~'/></message>",
          "<message to='a@b'><x xmlns='urn:x' a~='1'/></message>",
          "<message to='a@b'><x~ xmlns='urn:x'/></message>",
          "<message to='a@b'><~ xmlns='urn:x'/></message>",
          "<message to='a@b'><x xmlns='urn:x'></x~></message>",
          "<message to='a@b'><p~:x xmlns:p~='urn:x'/></message>",
          "<message to='a@b'>~<body>x</body></message>",
          "<message~ to='a@b'/>",
          "<message to='a@b'~/>",
          "<iq type='get' id='1' to='a@b'><q xmlns='urn:q' node='~'>~</q></iq>",
          "~<message to='a@b'/>",
          "<message to='a@b'/>~");

  private static final String FORGED =
      "<message from='boss@b' to='a@b'><body>forged</body></message>";

  /// What is put there, as bytes; text is written as itself.
  private static List<byte[]> sequences() {
    List<byte[]> all = new ArrayList<>();
    for (int b = 0; b < 256; b += b < 0xA0 ? 1 : 16) // above, they are alike: ill-formed
    if (!Character.isLetterOrDigit(b) || b >= 0x80) all.add(new byte[] {(byte) b});
    for (String hex :
        List.of(
            "C080", // NUL, overlong
            "C0BC", // <, overlong
            "E080BC",
            "F08080BC",
            "C1BF",
            "E0BC", // cut short
            "E2823C", // cut short by a <
            "F09F983C",
            "C33C", // CVE-2022-25235: the last byte of two is a <
            "C327",
            "C33E",
            "EDA080", // a surrogate
            "EDA0BDEDB880", // two of them
            "EFBFBE", // U+FFFE
            "EFBFBF",
            "F48FBFBF", // U+10FFFF
            "F4908080", // more
            "F888808080",
            "FC8480808080",
            "FEFF",
            "FFFE",
            "EFBBBF", // a byte order mark
            "C285", // NEL, a line end in XML 1.1
            "E280A8", // LINE SEPARATOR
            "E280AE", // to the left
            "E2808B", // no width
            "C2A0",
            "0C", // CVE-2022-25236: between namespace and name in expat
            "3C00",
            "610062",
            "1A")) all.add(HexFormat.of().parseHex(hex));
    for (String text :
        List.of(
            "'/>" + FORGED,
            "\"/>" + FORGED,
            "</body></message>" + FORGED,
            "]]></body></message>" + FORGED,
            "]]>",
            "]]&gt;",
            "]]]]><![CDATA[>",
            "&lt;/body>&lt;/message>" + FORGED.replace("<", "&lt;"),
            "&#60;message/&#62;",
            "&#x3c;/message&#x3E;",
            "&amp;lt;",
            "&amp;#60;",
            "&#39;/&gt;",
            "&#34;/&gt;",
            "&#10;",
            "&#13;",
            "&#9;",
            "&#0;",
            "&#8;",
            "&#xFFFE;",
            "&#xD83D;&#xDE00;",
            "&#x1F600;",
            "&#x110000;",
            "&#4294967356;", // 2^32 + '<'
            "&apos;&quot;&gt;",
            "&nbsp;",
            "\r\n",
            "\r",
            "\n",
            "\t",
            "\r\n\r",
            " xmlns='jabber:server'",
            " xmlns=''",
            " xmlns:stream='urn:x'",
            "<stream:error xmlns:stream='http://etherx.jabber.org/streams'/>",
            "</stream:stream>",
            "<stream:stream>",
            "<?xml version='1.0' encoding='utf-16'?>",
            "<!-- --><x/>",
            "<!DOCTYPE x>",
            "urn:x}body",
            "urn:x body",
            "urn:x\fbody",
            "urn:x&#12;body",
            "urn:x&#10;body",
            "urn:x'b",
            "é",
            "😀",
            "\u0300",
            "\u00B7",
            "𐀀")) all.add(text.getBytes(StandardCharsets.UTF_8));
    return all;
  }

  private static byte[] put(String place, byte[] sequence) {
    Bytes all = new Bytes(place.length() + 2 * sequence.length + 1);
    String[] parts = place.split("~", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i > 0) all.add(sequence);
      all.add(parts[i].getBytes(StandardCharsets.UTF_8));
    }
    return all.toArray();
  }

  @Test
  void cve2022_22784WhatIsSentOnIsOneStanzaForEveryParser() {
    int accepted = 0;
    int refused = 0;
    for (String place : PLACES) {
      for (byte[] sequence : sequences()) {
        byte[] xml = put(place, sequence);
        Recorder recorder = read(xml);
        if (recorder == null) {
          refused++;
          continue;
        }
        accepted++;
        List<Oracle.Tree> sent = new ArrayList<>();
        for (Stanza stanza : recorder.stanzas) sent.add(onlyOne(stanza, xml));
        if (recorder.events.contains("closed")) continue; // and nothing behind it was read
        List<Oracle.Tree> meant = oracle(Recorder.HEADER, xml, "</stream:stream>").elements;
        assertThat(sent.size() + recorder.malformed.size() + recorder.nonzas.size())
            .as(text(xml))
            .isEqualTo(meant.size());
        if (sent.size() < meant.size()) continue;
        for (int i = 0; i < sent.size(); i++)
          assertThat(sent.get(i).content()).as(text(xml)).isEqualTo(meant.get(i).content());
      }
    }
    assertThat(accepted).isGreaterThan(300);
    assertThat(refused).isGreaterThan(1000);
  }

  /// Null if it was refused.
  private static @Nullable Recorder read(byte[] xml) {
    Recorder recorder = new Recorder();
    StreamReader reader = new StreamReader(Limits.AFTER_LOGIN, recorder);
    try {
      Recorder.feed(reader, Recorder.HEADER);
      reader.feed(xml, 0, xml.length);
    } catch (StreamException e) {
      return null;
    }
    return reader.buffered() == 0 ? recorder : null;
  }

  /// What the recipient has of it, on TCP by one parser and in a WebSocket frame by the other.
  private static Oracle.Tree onlyOne(Stanza stanza, byte[] xml) {
    Jid to = stanza.to();
    Stanza sent = stanza.withAddresses(EVE, to == null ? Jid.of("a@b") : to);
    List<Oracle.Tree> onTcp = oracle(Recorder.HEADER, sent.toBytes(), "</stream:stream>").elements;
    assertThat(onTcp).as(text(xml)).hasSize(1);
    assertThat(jdk("<r>", sent.embedded(), "</r>").elements).as(text(xml)).isEqualTo(onTcp);
    return onTcp.getFirst();
  }

  private static Oracle oracle(String before, byte[] xml, String after) {
    try {
      return Oracle.read(document(before, xml, after));
    } catch (XMLStreamException e) {
      throw new AssertionError("Woodstox: " + text(xml), e);
    }
  }

  private static Oracle jdk(String before, byte[] xml, String after) {
    try {
      return Oracle.read(
          JDK.createXMLStreamReader(new ByteArrayInputStream(document(before, xml, after))));
    } catch (XMLStreamException e) {
      throw new AssertionError("JDK: " + text(xml), e);
    }
  }

  private static byte[] document(String before, byte[] xml, String after) {
    return put(before + "~" + after, xml);
  }

  private static String text(byte[] xml) {
    return new String(xml, StandardCharsets.UTF_8) + " = " + HexFormat.of().formatHex(xml);
  }
}
