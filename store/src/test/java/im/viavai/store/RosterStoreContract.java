package im.viavai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.viavai.store.RosterItemRecord.Subscription;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Requirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What every [RosterStore] does.
public abstract class RosterStoreContract extends StoreContract {
  private final RosterStore rosters = port(RosterStore.class);

  protected RosterStoreContract(Backend backend) {
    super(backend);
  }

  private static RosterItemRecord item(String jid, String name, long version) {
    return new RosterItemRecord(
        Jid.of(jid), name, List.of(), Subscription.NONE, false, false, version);
  }

  @Test
  void itemsKeepEverythingAndTheOrderOfTheirGroups() {
    long account = freshKey();
    List<RosterItemRecord> items = new ArrayList<>();
    long version = 0;
    for (Subscription subscription : Subscription.values()) {
      for (boolean flag : new boolean[] {true, false}) {
        RosterItemRecord item =
            new RosterItemRecord(
                Jid.of("c" + version + "@example.com"),
                "Name \\n \n'\"" + version,
                List.of("z", "a\nb", "\\", ""),
                subscription,
                flag,
                !flag,
                ++version);
        assertThat(rosters.put(account, item)).isEqualTo(version);
        items.add(item);
      }
    }
    RosterRecord roster = rosters.load(account);
    assertThat(roster.version()).isEqualTo(version);
    assertThat(roster.items()).containsExactlyInAnyOrderElementsOf(items);
  }

  @Test
  void emptyRosterHasVersionZero() {
    assertThat(rosters.load(freshKey())).isEqualTo(new RosterRecord(0, List.of()));
  }

  @Test
  void rosterOfNobodyIsNotWritten() {
    assertThatThrownBy(() -> rosters.put(Long.MAX_VALUE - 5, item("a@example.com", "", 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void removingWhatIsNotThereChangesNothing() {
    long account = freshKey();
    rosters.put(account, item("a@example.com", "a", 0));
    assertThat(rosters.remove(account, ROMEO)).isEqualTo(1);
    assertThat(rosters.load(account).version()).isEqualTo(1);
  }

  @Test
  @Requirement(
      document = "RFC 6121",
      section = "2.6.3",
      quote = "send the modifications (if any) via roster pushes")
  void changesSinceAnyVersionMakeTheOldRosterTheNewOne() {
    long account = freshKey();
    Random random = new Random(7);
    Map<Jid, String> roster = new HashMap<>();
    List<Map<Jid, String>> versions = new ArrayList<>(List.of(Map.of()));
    while (versions.size() < 120) {
      Jid jid = Jid.of("c" + random.nextInt(12) + "@example.com");
      long version;
      if (random.nextInt(3) == 0) {
        version = rosters.remove(account, jid);
        if (roster.remove(jid) == null) {
          assertThat(version).isEqualTo(versions.size() - 1);
          continue;
        }
      } else {
        String name = "n" + random.nextInt();
        version = rosters.put(account, item(jid.toString(), name, 0));
        roster.put(jid, name);
      }
      assertThat(version).isEqualTo(versions.size());
      versions.add(Map.copyOf(roster));
    }
    for (int old = 0; old < versions.size(); old++) {
      RosterChanges.Known changes = (RosterChanges.Known) rosters.since(account, old);
      Map<Jid, String> rebuilt = new HashMap<>(versions.get(old));
      changes.removed().forEach(rebuilt::remove);
      changes.changed().forEach(item -> rebuilt.put(item.jid(), item.name()));
      assertThat(rebuilt).isEqualTo(versions.getLast());
      assertThat(changes.version()).isEqualTo(versions.size() - 1);
      assertThat(changes.changed().stream().map(RosterItemRecord::version)).isSorted();
    }
  }

  @Test
  void versionsNotOursOrTooOldAreUnknown() {
    long account = freshKey();
    rosters.put(account, item("stays@example.com", "", 0));
    assertThat(rosters.since(account, 2)).isInstanceOf(RosterChanges.Unknown.class);
    assertThat(rosters.since(account, 0)).isInstanceOf(RosterChanges.Known.class);
    for (int i = 0; i < RosterStore.REMOVALS_KEPT + 3; i++) {
      rosters.put(account, item("c" + i + "@example.com", "", 0));
      rosters.remove(account, Jid.of("c" + i + "@example.com"));
    }
    long now = rosters.load(account).version();
    assertThat(rosters.since(account, 2)).isInstanceOf(RosterChanges.Unknown.class);
    RosterChanges.Known recent = (RosterChanges.Known) rosters.since(account, now - 2);
    assertThat(recent.removed()).hasSize(1);
    assertThat(rosters.since(account, now))
        .isEqualTo(new RosterChanges.Known(now, List.of(), List.of()));
  }

  @Test
  void requestsAreKeptOnceForEachContactUpToTheLimit() {
    long account = freshKey();
    assertThat(rosters.putRequest(account, ROMEO, bytes("1"), 2)).isEqualTo(Stored.STORED);
    clock.step(1);
    Jid tybalt = Jid.of("tybalt@capulet.example");
    assertThat(rosters.putRequest(account, tybalt, bytes("2"), 2)).isEqualTo(Stored.STORED);
    assertThat(rosters.putRequest(account, Jid.of("paris@example.com"), bytes("3"), 2))
        .isEqualTo(Stored.OVER_LIMIT);
    assertThat(rosters.putRequest(account, ROMEO, bytes("4"), 2)).isEqualTo(Stored.STORED);
    assertThat(rosters.requests(account).stream().map(SubscriptionRequest::from))
        .containsExactly(ROMEO, tybalt);
    assertThat(text(rosters.requests(account).getFirst().presence())).isEqualTo("4");
    rosters.removeRequest(account, ROMEO);
    rosters.removeRequest(account, ROMEO);
    assertThat(rosters.requests(account).stream().map(SubscriptionRequest::from))
        .containsExactly(tybalt);
  }
}
