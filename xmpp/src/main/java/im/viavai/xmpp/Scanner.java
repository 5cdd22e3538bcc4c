package im.viavai.xmpp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Checks one first-level element from its `<` to its end and finds its parts, resumable at any
/// byte. Reused for one element after the other. Offsets are positions in the caller's array; when
/// the bytes move, [#shift] tells it.
///
/// An interrupted tag is not read again with every byte that comes: only its end is searched for,
/// from where the search stood, and then it is read once. So one byte per packet costs as much as
/// one packet, but for a constant.
final class Scanner {
  private static final int NOT_SEARCHING = -1;

  /// A scanner that has made room for more children is not kept for the next.
  private static final int MOST_KEPT = 512;

  private static final byte[] CDATA = {'<', '!', '[', 'C', 'D', 'A', 'T', 'A', '['};

  /// One per thread for whoever needs it next, so that connections need none of their own while
  /// idle.
  private static final ThreadLocal<Spare> SPARE = ThreadLocal.withInitial(Spare::new);

  private static final class Spare {
    private @Nullable Scanner scanner;
  }

  private final Scope scope = new Scope();
  private final StartTag tag = new StartTag();

  /// The element's own start tag.
  final StartTag root = new StartTag();

  private Limits limits = Limits.BEFORE_LOGIN;
  private String contentNamespace = "";

  private int start;
  private int position;
  private int depth;
  private int elements;
  private int run; // where the present run of text began
  private boolean inCdata;
  private int search = NOT_SEARCHING;
  private byte searchQuote;

  // What is open, outermost first: the names for the end tags, and what to leave of the scope.
  private int[] openName = new int[8];
  private int[] openNameEnd = new int[8];
  private int[] openMark = new int[8];

  // What was found.
  private String namespace = "";
  private Stanza.@Nullable Kind kind;
  private boolean canonical;
  private int contentStart;
  private int contentEnd;
  private int children;
  private Name[] childName = new Name[4];
  private int[] childStart = new int[4];
  private int[] childEnd = new int[4];

  /// A scanner for this thread.
  static Scanner borrow() {
    Spare spare = SPARE.get();
    Scanner scanner = spare.scanner == null ? new Scanner() : spare.scanner;
    spare.scanner = null;
    return scanner;
  }

  /// Leaves a scanner to the next that needs one.
  static void giveBack(Scanner scanner) {
    if (scanner.childName.length <= MOST_KEPT) {
      SPARE.get().scanner = scanner;
    }
  }

  /// Begins at the `<` of a first-level element.
  void begin(int at, Prefixes header, String streamContentNamespace, Limits streamLimits) {
    start = at;
    position = at;
    depth = 0;
    elements = 0;
    inCdata = false;
    search = NOT_SEARCHING;
    children = 0;
    canonical = true;
    kind = null;
    limits = streamLimits;
    contentNamespace = streamContentNamespace;
    scope.begin(header);
  }

  /// Goes on until the element ends or the bytes do.
  ///
  /// @return whether the element has ended, at [#position()]
  boolean scan(byte[] b, int limit) throws StreamException {
    while (true) {
      if (inCdata && !skipCdata(b, limit)) {
        return false;
      }
      if (depth > 0) {
        position = CharacterData.text(b, position, limit, run);
        if (position == limit || b[position] != '<') {
          return false;
        }
      }
      if (position + 1 >= limit || (search != NOT_SEARCHING && !findTagEnd(b, limit))) {
        return false;
      }
      boolean progressed =
          switch (b[position + 1]) {
            case '/' -> endTag(b, limit);
            case '!' -> beginCdata(b, limit);
            case '?' -> throw Wrong.restricted("a processing instruction");
            default -> startTag(b, limit);
          };
      if (!progressed) {
        return false;
      }
      if (depth == 0) {
        return true;
      }
      run = position;
    }
  }

  /// Goes on until the start tag ends or the bytes do: for the root of a stream.
  ///
  /// @return whether it has ended, at [#position()]
  boolean scanRoot(byte[] b, int limit) throws StreamException {
    if (position + 1 >= limit || (search != NOT_SEARCHING && !findTagEnd(b, limit))) {
      return false;
    }
    if (b[position + 1] == '!' || b[position + 1] == '?') {
      throw Wrong.restricted("a comment, document type or processing instruction");
    }
    int end = root.read(b, position, limit, limits);
    if (end == StartTag.INCOMPLETE) {
      return searchTagEnd(b, limit);
    }
    scope.enter(b, root, limits);
    namespace = scope.namespaceOf(b, root);
    position = end;
    return true;
  }

  private boolean startTag(byte[] b, int limit) throws StreamException {
    StartTag read = depth == 0 ? root : tag;
    int end = read.read(b, position, limit, limits);
    if (end == StartTag.INCOMPLETE) {
      return searchTagEnd(b, limit);
    }
    if (depth == limits.depth() || ++elements > limits.elements()) {
      throw Wrong.policy("too many elements");
    }
    int mark = scope.mark();
    scope.enter(b, read, limits);
    if (depth == 0) {
      beginRoot(b, end);
    } else if (depth == 1) {
      beginChild(b, mark);
    } else {
      scope.check(b, read);
    }
    if (depth > 0 && kind != null && isOfStream(b, read, mark)) {
      throw Wrong.policy("a stream's element within a stanza");
    }
    if (read.empty) {
      scope.leave(mark);
      position = end;
      closed(end, end);
    } else {
      push(read, mark);
      position = end;
    }
    return true;
  }

  private void beginRoot(byte[] b, int end) throws StreamException {
    namespace = scope.namespaceOf(b, root);
    contentStart = end;
    if (namespace.equals(contentNamespace)) {
      kind = kind(b, root.local, root.nameEnd);
      canonical = !root.isPrefixed();
    }
  }

  private void beginChild(byte[] b, int mark) throws StreamException {
    if (children == limits.children()) {
      throw Wrong.policy("too many children");
    }
    if (children == childName.length) {
      childName = Arrays.copyOf(childName, 2 * children);
      childStart = Arrays.copyOf(childStart, 2 * children);
      childEnd = Arrays.copyOf(childEnd, 2 * children);
    }
    String childNamespace = scope.namespaceOf(b, tag);
    if (childNamespace.equals(contentNamespace)) {
      canonical &= !tag.isPrefixed() && !scope.declaresDefault(mark);
      childNamespace = Namespaces.CLIENT;
    }
    childName[children] = Names.name(childNamespace, b, tag.local, tag.nameEnd);
    childStart[children] = position;
  }

  /// Whether an element within a stanza is one of the stream's, which a receiver might take for
  /// that.
  private boolean isOfStream(byte[] b, StartTag read, int mark) throws StreamException {
    return scope.touches(b, read, mark, Namespaces.STREAMS)
        || (root.isPrefixed() && scope.namespaceOf(b, read).equals(Namespaces.STREAMS));
  }

  private void push(StartTag read, int mark) {
    if (depth == openName.length) {
      openName = Arrays.copyOf(openName, 2 * depth);
      openNameEnd = Arrays.copyOf(openNameEnd, 2 * depth);
      openMark = Arrays.copyOf(openMark, 2 * depth);
    }
    openName[depth] = read.name;
    openNameEnd[depth] = read.nameEnd;
    openMark[depth] = mark;
    depth++;
  }

  private boolean endTag(byte[] b, int limit) throws StreamException {
    if (depth == 0) {
      throw Wrong.notWellFormed("an end tag of nothing");
    }
    int name = openName[depth - 1];
    int length = openNameEnd[depth - 1] - name;
    int p = position + 2;
    int there = Math.min(length, limit - p);
    if (!Arrays.equals(b, p, p + there, b, name, name + there)) {
      throw Wrong.notWellFormed("an end tag that does not match");
    }
    p += there;
    while (p < limit && CharacterData.isWhitespace(b[p])) {
      p++;
    }
    if (p == limit) {
      return searchTagEnd(b, limit);
    }
    if (b[p] != '>') {
      throw Wrong.notWellFormed("an end tag that does not match");
    }
    depth--;
    scope.leave(openMark[depth]);
    int from = position;
    position = p + 1;
    closed(from, position);
    return true;
  }

  /// An element has ended, whose end tag is at `from`.
  private void closed(int from, int end) {
    if (depth == 0) {
      contentEnd = from;
    } else if (depth == 1) {
      childEnd[children++] = end;
    }
  }

  private boolean beginCdata(byte[] b, int limit) throws StreamException {
    int length = Math.min(CDATA.length, limit - position);
    if (!Arrays.equals(b, position, position + length, CDATA, 0, length)) {
      throw Wrong.restricted("a comment or document type");
    }
    if (length < CDATA.length) {
      return false;
    }
    if (depth == 0) {
      throw Wrong.textBetweenStanzas();
    }
    position += length;
    inCdata = true;
    return true;
  }

  private boolean skipCdata(byte[] b, int limit) throws StreamException {
    while (true) {
      position = CharacterData.cdata(b, position, limit);
      if (position + 2 >= limit || b[position] != ']') {
        return false;
      }
      if (b[position + 1] == ']' && b[position + 2] == '>') {
        position += 3;
        run = position;
        inCdata = false;
        return true;
      }
      position++;
    }
  }

  private boolean searchTagEnd(byte[] b, int limit) {
    search = position + 1;
    searchQuote = 0;
    findTagEnd(b, limit);
    return false;
  }

  /// Looks for the `>` of the tag at `position`, from where it has not been looked for yet.
  private boolean findTagEnd(byte[] b, int limit) {
    boolean quotes = b[position + 1] != '/';
    int p = search;
    while (p < limit) {
      byte c = b[p++];
      if (searchQuote != 0) {
        searchQuote = c == searchQuote ? 0 : searchQuote;
      } else if (c == '>') {
        search = NOT_SEARCHING;
        return true;
      } else if (quotes && (c == '"' || c == '\'')) {
        searchQuote = c;
      }
    }
    search = p;
    return false;
  }

  private static Stanza.@Nullable Kind kind(byte[] b, int start, int end) {
    for (Stanza.Kind kind : Stanza.KINDS) {
      if (Ascii.is(b, start, end, kind.local())) {
        return kind;
      }
    }
    return null;
  }

  /// The bytes have moved by so many.
  void shift(int by) {
    if (by == 0) {
      return;
    }
    start += by;
    position += by;
    run += by;
    contentStart += by;
    if (search != NOT_SEARCHING) {
      search += by;
    }
    root.shift(by);
    scope.shift(by);
    for (int i = 0; i < depth; i++) {
      openName[i] += by;
      openNameEnd[i] += by;
    }
    for (int i = 0; i <= children && i < childStart.length; i++) {
      childStart[i] += by;
      childEnd[i] += by;
    }
  }

  /// Where the element began.
  int start() {
    return start;
  }

  /// Behind the last byte that was used.
  int position() {
    return position;
  }

  /// The element's namespace.
  String namespace() {
    return namespace;
  }

  /// What kind of stanza it is, null if it is none.
  Stanza.@Nullable Kind kind() {
    return kind;
  }

  /// Whether a stanza's bytes can be taken as they are: neither it nor a child has a prefix for the
  /// content namespace, and no child declares it again.
  boolean isCanonical() {
    return canonical;
  }

  /// Which declarations of the stream header it used, as bits.
  long usedPrefixes() {
    return scope.used();
  }

  int contentStart() {
    return contentStart;
  }

  int contentEnd() {
    return contentEnd;
  }

  /// The direct children, their offsets moved by so many.
  Stanza.Child[] children(int by) {
    Stanza.Child[] all = new Stanza.Child[children];
    for (int i = 0; i < children; i++) {
      all[i] = new Stanza.Child(childName[i], childStart[i] + by, childEnd[i] + by);
    }
    return all;
  }
}
