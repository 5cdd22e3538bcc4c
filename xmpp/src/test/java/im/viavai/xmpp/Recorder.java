package im.viavai.xmpp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Keeps what a reader reports.
class Recorder implements StreamReader.Handler {
  static final String HEADER =
      "<?xml version='1.0'?><stream:stream to='example.com' version='1.0' xml:lang='en'"
          + " xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

  final List<StreamHeader> headers = new ArrayList<>();
  final List<Stanza> stanzas = new ArrayList<>();
  final List<Stanza> malformed = new ArrayList<>();
  final List<Element> nonzas = new ArrayList<>();
  final List<String> events = new ArrayList<>();

  @Override
  public void opened(StreamHeader header) {
    headers.add(header);
    events.add("opened");
  }

  @Override
  public void stanza(Stanza stanza) {
    stanzas.add(stanza);
    events.add("stanza");
  }

  @Override
  public void malformed(Stanza stanza) {
    malformed.add(stanza);
    events.add("malformed");
  }

  @Override
  public void nonza(Element element) {
    nonzas.add(element);
    events.add("nonza");
  }

  @Override
  public void closed() {
    events.add("closed");
  }

  @Override
  public void whitespace() {
    events.add("whitespace");
  }

  Stanza last() {
    return stanzas.getLast();
  }

  /// Reads all of it at once on a new stream.
  static Recorder read(String xml) throws StreamException {
    Recorder recorder = new Recorder();
    feed(new StreamReader(Limits.AFTER_LOGIN, recorder), HEADER + xml);
    return recorder;
  }

  /// The stanza that is all there is on a new stream.
  static Stanza stanza(String xml) throws StreamException {
    return read(xml).last();
  }

  static void feed(StreamReader reader, String xml) throws StreamException {
    byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
    reader.feed(bytes, 0, bytes.length);
  }
}
