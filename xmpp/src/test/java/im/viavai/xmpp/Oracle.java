package im.viavai.xmpp;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// What another parser, Woodstox, makes of a document.
final class Oracle {
  private static final WstxInputFactory FACTORY = new WstxInputFactory();

  static {
    FACTORY.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    FACTORY.setProperty(XMLInputFactory.IS_COALESCING, true);
    FACTORY.getConfig().doParseLazily(false);
    FACTORY.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, 1 << 20);
  }

  /// An element with everything that matters: names with namespaces, attributes sorted, text
  /// joined.
  record Tree(String name, TreeMap<String, String> attributes, List<Object> content) {
    Tree without(String... names) {
      TreeMap<String, String> fewer = new TreeMap<>(attributes);
      for (String attribute : names) {
        fewer.remove(attribute);
      }
      return new Tree(name, fewer, content);
    }
  }

  /// The children of the root.
  final List<Tree> elements = new ArrayList<>();

  /// Whether XMPP forbids something in it: a comment, a processing instruction, a document type.
  boolean isRestricted;

  /// Whether there is text between the children of the root, be it white space.
  boolean hasText;

  /// Reads a document to its end.
  static Oracle read(byte[] document) throws XMLStreamException {
    return read(FACTORY.createXMLStreamReader(new ByteArrayInputStream(document)));
  }

  /// The same by any parser.
  static Oracle read(XMLStreamReader reader) throws XMLStreamException {
    Oracle oracle = new Oracle();
    List<Tree> open = new ArrayList<>();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          Tree tree = tree(reader);
          if (open.size() == 1) {
            oracle.elements.add(tree);
          } else if (open.size() > 1) {
            open.getLast().content.add(tree);
          }
          open.add(tree);
        }
        case XMLStreamConstants.END_ELEMENT -> open.removeLast();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            oracle.text(open, reader.getText());
        case XMLStreamConstants.COMMENT,
            XMLStreamConstants.PROCESSING_INSTRUCTION,
            XMLStreamConstants.DTD,
            XMLStreamConstants.ENTITY_REFERENCE ->
            oracle.isRestricted = true;
        default -> {}
      }
    }
    return oracle;
  }

  private void text(List<Tree> open, String text) {
    if (open.size() == 1) {
      hasText = true;
    } else if (open.size() > 1 && !text.isEmpty()) {
      List<Object> content = open.getLast().content;
      if (!content.isEmpty() && content.getLast() instanceof String before) {
        content.set(content.size() - 1, before + text);
      } else {
        content.add(text);
      }
    }
  }

  private static Tree tree(XMLStreamReader reader) {
    TreeMap<String, String> attributes = new TreeMap<>();
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      attributes.put(
          clark(reader.getAttributeNamespace(i), reader.getAttributeLocalName(i)),
          reader.getAttributeValue(i));
    }
    return new Tree(
        clark(reader.getNamespaceURI(), reader.getLocalName()), attributes, new ArrayList<>());
  }

  private static String clark(String namespace, String local) {
    return namespace == null || namespace.isEmpty() ? local : "{" + namespace + "}" + local;
  }
}
