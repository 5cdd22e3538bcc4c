package im.viavai.features.archive;

import im.viavai.server.session.Account;
import im.viavai.store.Append;
import im.viavai.store.ArchiveFilter;
import im.viavai.store.ArchiveQuery;
import im.viavai.store.ArchiveQuery.Counting;
import im.viavai.store.ArchiveQuery.Direction;
import im.viavai.store.ArchiveQuery.Order;
import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Rsm;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import im.viavai.xmpp.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a client asks for in `<query/>` (XEP-0313 §4).
sealed interface Query {
  /// It can be answered.
  ///
  /// @param queryId what the client calls the query, `""` for nothing
  /// @param anchor the page begins next to this id
  /// @param max most messages, 0 for the count alone
  record Asked(
      String queryId, ArchiveFilter filter, Direction direction, long anchor, int max, Order order)
      implements Query {
    /// For the archive of that account.
    ArchiveQuery of(long archive) {
      Counting counting = max == 0 ? Counting.COUNTED : Counting.UNCOUNTED;
      return new ArchiveQuery(archive, filter, direction, anchor, max, order, counting);
    }

    /// Whether what it finds, if the page is complete, is the youngest of everything there is.
    boolean reachesTheEnd() {
      boolean all =
          filter.with() == null
              && filter.endMillis() == Long.MAX_VALUE
              && filter.beforeId() == Long.MAX_VALUE
              && filter.ids().isEmpty()
              && filter.kinds().isEmpty();
      return all && max > 0 && (direction == Direction.FORWARD || anchor == Long.MAX_VALUE);
    }
  }

  /// It cannot.
  record Wrong(StanzaError error) implements Query {}

  /// Reads it.
  ///
  /// @param archive whose archive it is
  /// @param most messages in one page
  static Query read(Element query, Account archive, int most) {
    try {
      return new Reader(query, archive, most).read();
    } catch (Reader.Refused e) {
      return new Wrong(e.error);
    }
  }

  /// The form that tells which fields there are (§4.1.5).
  static Element form() {
    Element open =
        Element.builder("http://jabber.org/protocol/xdata-validate", "validate")
            .attribute("datatype", "xs:string")
            .child(Element.of("http://jabber.org/protocol/xdata-validate", "open"))
            .build();
    return Element.builder(DataForm.NS, "x")
        .attribute("type", "form")
        .child(field("hidden", "FORM_TYPE").with(value(Archive.NS)))
        .child(field("jid-single", "with"))
        .child(field("text-single", "start"))
        .child(field("text-single", "end"))
        .child(field("text-single", "before-id"))
        .child(field("text-single", "after-id"))
        .child(field("list-multi", "ids").with(open))
        .child(field("boolean", "include-groupchat"))
        .build();
  }

  private static Element field(String type, String name) {
    return Element.builder(DataForm.NS, "field")
        .attribute("type", type)
        .attribute("var", name)
        .build();
  }

  private static Element value(String text) {
    return Element.of(DataForm.NS, "value").withText(text);
  }

  /// Reads one query.
  final class Reader {
    private static final Name FORM = new Name(DataForm.NS, "x");
    private static final Name FLIP = new Name(Archive.NS, "flip-page");

    private final Element query;
    private final Account archive;
    private final int most;

    private static final class Refused extends Exception {
      private static final long serialVersionUID = 1;
      private final transient StanzaError error;

      Refused(Condition condition, String text) {
        super(text, null, false, false);
        error = StanzaError.of(condition, text);
      }
    }

    private Reader(Element query, Account archive, int most) {
      this.archive = archive;
      this.query = query;
      this.most = most;
    }

    private Query read() throws Refused {
      if (!query.attribute("node").isEmpty()) { // §6.1.3: for pubsub (XEP-0442)
        throw new Refused(Condition.FEATURE_NOT_IMPLEMENTED, "There are no nodes here.");
      }
      ArchiveFilter filter = filter();
      Rsm.Request page = page();
      Order order = query.child(FLIP).isPresent() ? Order.FLIPPED : Order.ASCENDING;
      int max = page.max() < 0 ? most : Math.min(page.max(), most);
      Direction direction = Direction.FORWARD;
      long anchor = 0;
      String before = page.before();
      String after = page.after();
      if (before != null) {
        direction = Direction.BACKWARD;
        anchor = before.isEmpty() ? Long.MAX_VALUE : id(before);
      } else if (after != null) {
        anchor = id(after);
      }
      return new Asked(query.attribute("queryid"), filter, direction, anchor, max, order);
    }

    private Rsm.Request page() throws Refused {
      Element set = query.child(Rsm.SET).orElse(null);
      if (set == null) return Rsm.Request.ALL;
      Rsm.Request page =
          Rsm.parse(set)
              .orElseThrow(
                  () -> new Refused(Condition.BAD_REQUEST, "A number in <set/> is not one."));
      if (page.before() != null && page.after() != null) { // §4.3.2: undefined
        throw new Refused(
            Condition.BAD_REQUEST, "Use the fields before-id and after-id for a range.");
      }
      if (page.index() > 0) { // XEP-0059 §2.6
        throw new Refused(
            Condition.FEATURE_NOT_IMPLEMENTED, "Pages are found by id, not by index.");
      }
      return page;
    }

    private ArchiveFilter filter() throws Refused {
      Element x = query.child(FORM).orElse(null);
      if (x == null) return ArchiveFilter.ALL;
      DataForm form = DataForm.parse(x).orElse(null);
      if (form == null || form.type() != DataForm.Type.SUBMIT) {
        throw new Refused(Condition.BAD_REQUEST, "The form is not a submission.");
      }
      if (!form.formType().equals(Archive.NS)) {
        throw new Refused(Condition.BAD_REQUEST, "The FORM_TYPE is not " + Archive.NS + ".");
      }
      ArchiveFilter filter = ArchiveFilter.ALL;
      for (DataForm.Field field : form.fields()) filter = narrow(filter, field);
      return filter;
    }

    private ArchiveFilter narrow(ArchiveFilter filter, DataForm.Field field) throws Refused {
      return switch (field.name()) {
        case "FORM_TYPE" -> filter;
        case "with" -> field.values().isEmpty() ? filter : filter.with(jid(field.value()));
        case "start" ->
            field.values().isEmpty()
                ? filter
                : filter.between(startMillis(field.value()), filter.endMillis());
        case "end" ->
            field.values().isEmpty()
                ? filter
                : filter.between(filter.startMillis(), time(field.value()).toEpochMilli());
        case "before-id" -> field.values().isEmpty() ? filter : filter.before(id(field.value()));
        case "after-id" -> field.values().isEmpty() ? filter : filter.after(id(field.value()));
        case "ids" -> filter.only(ids(field.values()));
        case "include-groupchat" -> groupchat(filter, field.value());
        default ->
            throw new Refused( // §4.1.5
                Condition.FEATURE_NOT_IMPLEMENTED, "There is no field " + field.name() + ".");
      };
    }

    private static ArchiveFilter groupchat(ArchiveFilter filter, String value) throws Refused {
      return switch (value) {
        case "true", "1", "" -> filter; // §4.1.4: there are none
        case "false", "0" -> filter.only(EnumSet.complementOf(EnumSet.of(Append.Kind.GROUPCHAT)));
        default -> throw new Refused(Condition.BAD_REQUEST, "include-groupchat is true or false.");
      };
    }

    private static Jid jid(String text) throws Refused {
      Optional<Jid> jid = Jid.parse(text);
      if (jid.isEmpty()) throw new Refused(Condition.BAD_REQUEST, "The field with is no address.");
      return jid.get();
    }

    /// Entries are stamped in milliseconds: what begins within one begins behind it.
    private static long startMillis(String text) throws Refused {
      Instant start = time(text);
      long millis = start.toEpochMilli();
      return start.equals(Instant.ofEpochMilli(millis)) ? millis : millis + 1;
    }

    private static Instant time(String text) throws Refused {
      Optional<Instant> time = Timestamps.parse(text);
      if (time.isEmpty()) {
        throw new Refused(Condition.BAD_REQUEST, "start and end are times as in XEP-0082.");
      }
      return time.get();
    }

    private List<Long> ids(List<String> texts) throws Refused {
      if (texts.size() > ArchiveFilter.MAX_IDS) {
        throw new Refused(
            Condition.POLICY_VIOLATION, "At most " + ArchiveFilter.MAX_IDS + " ids in one query.");
      }
      List<Long> ids = new ArrayList<>(texts.size());
      for (String text : texts) ids.add(id(text));
      return ids;
    }

    /// §4.1.3, §4.3.2: what we never gave out is not in the archive.
    private long id(String text) throws Refused {
      OptionalLong id = archive.archiveId(text);
      if (id.isEmpty())
        throw new Refused(Condition.ITEM_NOT_FOUND, "There is no message " + text + ".");
      return id.getAsLong();
    }
  }
}
