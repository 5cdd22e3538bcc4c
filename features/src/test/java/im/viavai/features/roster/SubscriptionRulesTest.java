package im.viavai.features.roster;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.features.roster.SubscriptionRules.Approval;
import im.viavai.features.roster.SubscriptionRules.Deliver;
import im.viavai.features.roster.SubscriptionRules.Inbound;
import im.viavai.features.roster.SubscriptionRules.Kind;
import im.viavai.features.roster.SubscriptionRules.Outbound;
import im.viavai.features.roster.SubscriptionRules.Reply;
import im.viavai.features.roster.SubscriptionRules.Route;
import im.viavai.xmpp.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every row of the tables of RFC 6121 Appendix A, which stand here as in the RFC.
final class SubscriptionRulesTest {
  private static final String SUBSCRIBE_OUT =
      """
      |  "None"                  |  MUST [1] |  "None + Pending Out"     |
      |  "None + Pending Out"    |  MUST     |  no state change          |
      |  "None + Pending In"     |  MUST [1] |  "None + Pending Out+In"  |
      |  "None + Pending Out+In" |  MUST     |  no state change          |
      |  "To"                    |  MUST     |  no state change          |
      |  "To + Pending In"       |  MUST     |  no state change          |
      |  "From"                  |  MUST [1] |  "From + Pending Out"     |
      |  "From + Pending Out"    |  MUST     |  no state change          |
      |  "Both"                  |  MUST     |  no state change          |
      """;
  private static final String UNSUBSCRIBE_OUT =
      """
      |  "None"                  |  MUST    |  no state change          |
      |  "None + Pending Out"    |  MUST    |  "None"                   |
      |  "None + Pending In"     |  MUST    |  no state change          |
      |  "None + Pending Out+In" |  MUST    |  "None + Pending In"      |
      |  "To"                    |  MUST    |  "None"                   |
      |  "To + Pending In"       |  MUST    |  "None + Pending In"      |
      |  "From"                  |  MUST    |  no state change          |
      |  "From + Pending Out"    |  MUST    |  "From"                   |
      |  "Both"                  |  MUST    |  "From"                   |
      """;
  private static final String SUBSCRIBED_OUT =
      """
      |  "None"                  |  M.N.    |  pre-approval [1]         |
      |  "None + Pending Out"    |  M.N.    |  pre-approval [1]         |
      |  "None + Pending In"     |  MUST    |  "From"                   |
      |  "None + Pending Out+In" |  MUST    |  "From + Pending Out"     |
      |  "To"                    |  M.N.    |  pre-approval [1]         |
      |  "To + Pending In"       |  MUST    |  "Both"                   |
      |  "From"                  |  M.N.    |  no state change          |
      |  "From + Pending Out"    |  M.N.    |  no state change          |
      |  "Both"                  |  M.N.    |  no state change          |
      """;
  private static final String UNSUBSCRIBED_OUT =
      """
      |  "None"                  |  S.N.    |  no state change [1]      |
      |  "None + Pending Out"    |  S.N.    |  no state change [1]      |
      |  "None + Pending In"     |  MUST    |  "None"                   |
      |  "None + Pending Out+In" |  MUST    |  "None + Pending Out"     |
      |  "To"                    |  S.N.    |  no state change [1]      |
      |  "To + Pending In"       |  MUST    |  "To"                     |
      |  "From"                  |  MUST    |  "None"                   |
      |  "From + Pending Out"    |  MUST    |  "None + Pending Out"     |
      |  "Both"                  |  MUST    |  "To"                     |
      """;
  private static final String SUBSCRIBE_IN =
      """
      |  "None"                  |  MUST [1]  |  "None + Pending In"     |
      |  "None + Pending Out"    |  MUST      |  "None + Pending Out+In" |
      |  "None + Pending In"     |  S.N.      |  no state change         |
      |  "None + Pending Out+In" |  S.N.      |  no state change         |
      |  "To"                    |  MUST      |  "To + Pending In"       |
      |  "To + Pending In"       |  S.N.      |  no state change         |
      |  "From"                  |  S.N. [2]  |  no state change         |
      |  "From + Pending Out"    |  S.N. [2]  |  no state change         |
      |  "Both"                  |  S.N. [2]  |  no state change         |
      """;
  private static final String UNSUBSCRIBE_IN =
      """
      |  "None"                  |  S.N.      |  no state change         |
      |  "None + Pending Out"    |  S.N.      |  no state change         |
      |  "None + Pending In"     |  MUST [1]  |  "None"                  |
      |  "None + Pending Out+In" |  MUST [1]  |  "None + Pending Out"    |
      |  "To"                    |  S.N.      |  no state change         |
      |  "To + Pending In"       |  MUST [1]  |  "To"                    |
      |  "From"                  |  MUST [1]  |  "None"                  |
      |  "From + Pending Out"    |  MUST [1]  |  "None + Pending Out"    |
      |  "Both"                  |  MUST [1]  |  "To"                    |
      """;
  private static final String SUBSCRIBED_IN =
      """
      |  "None"                  |  S.N.      |  no state change         |
      |  "None + Pending Out"    |  MUST      |  "To"                    |
      |  "None + Pending In"     |  S.N.      |  no state change         |
      |  "None + Pending Out+In" |  MUST      |  "To + Pending In"       |
      |  "To"                    |  S.N.      |  no state change         |
      |  "To + Pending In"       |  S.N.      |  no state change         |
      |  "From"                  |  S.N.      |  no state change         |
      |  "From + Pending Out"    |  MUST      |  "Both"                  |
      |  "Both"                  |  S.N.      |  no state change         |
      """;
  private static final String UNSUBSCRIBED_IN =
      """
      |  "None"                  |  S.N.      |  no state change         |
      |  "None + Pending Out"    |  MUST      |  "None"                  |
      |  "None + Pending In"     |  S.N.      |  no state change         |
      |  "None + Pending Out+In" |  MUST      |  "None + Pending In"     |
      |  "To"                    |  MUST      |  "None"                  |
      |  "To + Pending In"       |  MUST      |  "None + Pending In"     |
      |  "From"                  |  S.N.      |  no state change         |
      |  "From + Pending Out"    |  MUST      |  "From"                  |
      |  "Both"                  |  MUST      |  "From"                  |
      """;

  record Row(Kind kind, SubscriptionState before, String what, String after) {
    SubscriptionState next() {
      return after.startsWith("\"") ? state(after) : before;
    }
  }

  private static SubscriptionState state(String quoted) {
    return switch (quoted) {
      case "\"None\"" -> SubscriptionState.NONE;
      case "\"None + Pending Out\"" -> SubscriptionState.NONE_PENDING_OUT;
      case "\"None + Pending In\"" -> SubscriptionState.NONE_PENDING_IN;
      case "\"None + Pending Out+In\"" -> SubscriptionState.NONE_PENDING_OUT_IN;
      case "\"To\"" -> SubscriptionState.TO;
      case "\"To + Pending In\"" -> SubscriptionState.TO_PENDING_IN;
      case "\"From\"" -> SubscriptionState.FROM;
      case "\"From + Pending Out\"" -> SubscriptionState.FROM_PENDING_OUT;
      case "\"Both\"" -> SubscriptionState.BOTH;
      default -> throw new IllegalArgumentException(quoted);
    };
  }

  private static List<Row> rows(Kind kind, String table) {
    List<Row> rows = new ArrayList<>();
    for (String line : table.lines().toList()) {
      String[] cells = line.split("\\|", -1);
      rows.add(new Row(kind, state(cells[1].strip()), cells[2].strip(), cells[3].strip()));
    }
    assertThat(rows).hasSize(SubscriptionState.values().length);
    return rows;
  }

  static Stream<Row> outbound() {
    return Stream.of(
            rows(Kind.SUBSCRIBE, SUBSCRIBE_OUT),
            rows(Kind.UNSUBSCRIBE, UNSUBSCRIBE_OUT),
            rows(Kind.SUBSCRIBED, SUBSCRIBED_OUT),
            rows(Kind.UNSUBSCRIBED, UNSUBSCRIBED_OUT))
        .flatMap(List::stream);
  }

  static Stream<Row> inbound() {
    return Stream.of(
            rows(Kind.SUBSCRIBE, SUBSCRIBE_IN),
            rows(Kind.UNSUBSCRIBE, UNSUBSCRIBE_IN),
            rows(Kind.SUBSCRIBED, SUBSCRIBED_IN),
            rows(Kind.UNSUBSCRIBED, UNSUBSCRIBED_IN))
        .flatMap(List::stream);
  }

  @Requirement(
      document = "RFC 6121",
      section = "A.2",
      quote =
          "The following rules apply to outbound routing of the stanza as well as changes to the user's roster")
  @ParameterizedTest
  @MethodSource("outbound")
  void outboundStanzasFollowTheTables(Row row) {
    Outbound step = SubscriptionRules.outbound(row.before(), Approval.NOT_GIVEN, row.kind());

    assertThat(step.state()).isEqualTo(row.next());
    assertThat(step.route()).isEqualTo(row.what().startsWith("MUST") ? Route.ROUTE : Route.KEEP);
    assertThat(step.approval())
        .isEqualTo(row.after().startsWith("pre-approval") ? Approval.GIVEN : Approval.NOT_GIVEN);
  }

  @Requirement(
      document = "RFC 6121",
      section = "A.3",
      quote =
          "The following rules apply to delivery of the inbound stanza as well as changes to the user's roster")
  @ParameterizedTest
  @MethodSource("inbound")
  void inboundStanzasFollowTheTables(Row row) {
    Inbound step = SubscriptionRules.inbound(row.before(), Approval.NOT_GIVEN, row.kind());

    assertThat(step.state()).isEqualTo(row.next());
    assertThat(step.deliver())
        .isEqualTo(row.what().startsWith("MUST") ? Deliver.DELIVER : Deliver.IGNORE);
    assertThat(step.reply())
        .isEqualTo(
            row.kind() == Kind.SUBSCRIBE && row.what().endsWith("[2]")
                ? Reply.SUBSCRIBED
                : row.kind() == Kind.UNSUBSCRIBE && row.what().endsWith("[1]")
                    ? Reply.UNSUBSCRIBED
                    : Reply.NONE);
  }

  @Requirement(
      document = "RFC 6121",
      section = "3.4.2",
      quote =
          "When the 'approved' flag is set to \"true\", the user's server MUST NOT deliver a presence stanza of type \"subscribe\" from the contact to the user")
  @Test
  void anApprovalInAdvanceAnswersTheRequestOnceAndForAll() {
    assertThat(approved(SubscriptionState.NONE)).isEqualTo(SubscriptionState.FROM);
    assertThat(approved(SubscriptionState.NONE_PENDING_OUT))
        .isEqualTo(SubscriptionState.FROM_PENDING_OUT);
    assertThat(approved(SubscriptionState.TO)).isEqualTo(SubscriptionState.BOTH);
  }

  private static SubscriptionState approved(SubscriptionState before) {
    Inbound step = SubscriptionRules.inbound(before, Approval.GIVEN, Kind.SUBSCRIBE);
    assertThat(step.deliver()).isEqualTo(Deliver.IGNORE);
    assertThat(step.reply()).isEqualTo(Reply.SUBSCRIBED);
    assertThat(step.approval()).isEqualTo(Approval.NOT_GIVEN);
    return step.state();
  }

  @Requirement(
      document = "RFC 6121",
      section = "3.2.2",
      quote =
          "the contact's server MUST remove the pre-approval and MUST NOT route or deliver the presence stanza of type \"unsubscribed\" to the user")
  @Test
  void unsubscribedTakesAnApprovalInAdvanceBack() {
    for (SubscriptionState state :
        List.of(SubscriptionState.NONE, SubscriptionState.NONE_PENDING_OUT, SubscriptionState.TO)) {
      Outbound step = SubscriptionRules.outbound(state, Approval.GIVEN, Kind.UNSUBSCRIBED);

      assertThat(step.approval()).isEqualTo(Approval.NOT_GIVEN);
      assertThat(step.state()).isEqualTo(state);
      assertThat(step.route()).isEqualTo(Route.KEEP);
    }
  }

  @Test
  void whateverHappensTheStateIsOneOfTheNine() {
    for (SubscriptionState state : SubscriptionState.values()) {
      assertThat(
              SubscriptionState.of(state.subscription(), state.isPendingOut(), state.isPendingIn()))
          .isEqualTo(state);
    }
  }
}
