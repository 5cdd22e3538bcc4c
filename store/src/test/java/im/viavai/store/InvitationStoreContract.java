package im.viavai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.viavai.store.Invitation.Kind;
import im.viavai.store.InvitationStore.Redeemed;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Requirement;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What every [InvitationStore] does.
public abstract class InvitationStoreContract extends StoreContract {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int LIMIT = 100;

  private final InvitationStore invitations = port(InvitationStore.class);
  private final AccountStore accounts = port(AccountStore.class);

  protected InvitationStoreContract(Backend backend) {
    super(backend);
  }

  private static byte[] hash() {
    byte[] hash = new byte[NewInvitation.HASH_BYTES];
    RANDOM.nextBytes(hash);
    return hash;
  }

  private byte[] add(Kind kind, long inviter, String localpart, int uses, long expires) {
    byte[] hash = hash();
    Stored stored =
        invitations.add(
            new NewInvitation(hash, kind, inviter, "example.org", localpart, uses, expires), LIMIT);
    assertThat(stored).isEqualTo(Stored.STORED);
    return hash;
  }

  private long later() {
    return clock.millis() + 1000;
  }

  @Test
  void anInvitationIsKeptWholeFoundByItsTokenAndRevokedByItsId() {
    Jid inviter = account();
    byte[] hash = add(Kind.ACCOUNT_AND_CONTACT, key(inviter), "juliet", 3, later());
    Invitation found = invitations.find(hash).orElseThrow();
    assertThat(found.kind()).isEqualTo(Kind.ACCOUNT_AND_CONTACT);
    assertThat(found.inviter()).isEqualTo(inviter);
    assertThat(found.domain()).isEqualTo("example.org");
    assertThat(found.localpart()).isEqualTo("juliet");
    assertThat(found.uses()).isEqualTo(3);
    assertThat(found.createdMillis()).isEqualTo(clock.millis());
    assertThat(found.expiresMillis()).isEqualTo(later());
    assertThat(invitations.list()).contains(found);
    assertThat(invitations.list(key(inviter))).containsExactly(found);

    byte[] close = hash.clone();
    close[NewInvitation.HASH_BYTES - 1] ^= 1; // the same id, another token
    assertThat(invitations.find(close)).isEmpty();
    assertThat(invitations.find(new byte[0])).isEmpty();
    assertThat(invitations.revoke(freshKey(), found.id())).isFalse();
    assertThat(invitations.revoke(key(inviter), found.id())).isTrue();
    assertThat(invitations.revoke(found.id())).isFalse();
    assertThat(invitations.find(hash)).isEmpty();
  }

  @Test
  void eachKindIsKept() {
    long inviter = freshKey();
    for (Kind kind : Kind.values()) {
      byte[] hash = add(kind, kind.makesContact() ? inviter : 0, "", 1, later());
      assertThat(invitations.find(hash).orElseThrow().kind()).isEqualTo(kind);
      assertThat(invitations.find(hash).orElseThrow().inviter() != null)
          .isEqualTo(kind.makesContact());
    }
  }

  @Test
  void anAccountHasALimitOfThoseThatAreNotOverAndTheOperatorNone() {
    long inviter = freshKey();
    for (int i = 0; i < 2; i++) {
      invitations.add(contact(inviter, later()), 3);
      invitations.add(contact(inviter, clock.millis() - 1), 3);
    }
    assertThat(invitations.add(contact(inviter, later()), 3)).isEqualTo(Stored.STORED);
    assertThat(invitations.add(contact(inviter, later()), 3)).isEqualTo(Stored.OVER_LIMIT);
    NewInvitation operators =
        new NewInvitation(hash(), Kind.ACCOUNT, 0, "example.org", "", 1, later());
    assertThat(invitations.add(operators, 0)).isEqualTo(Stored.STORED);
  }

  private static NewInvitation contact(long inviter, long expires) {
    return new NewInvitation(hash(), Kind.CONTACT, inviter, "example.org", "", 1, expires);
  }

  @Test
  @Requirement(
      document = "XEP-0445",
      section = "4",
      quote =
          "single-use tokens MUST NOT be considered used until the actual registration has"
              + " succeeded")
  void anAccountIsMadeAndAUseIsGoneOrNeither() {
    byte[] hash = add(Kind.ACCOUNT, 0, "", 2, later());
    Jid there = account();
    assertThat(invitations.createAccount(hash, there, List.of())).isEqualTo(Redeemed.TAKEN);
    assertThat(invitations.find(hash).orElseThrow().uses()).isEqualTo(2);
    Jid juliet = freshJid();
    assertThat(invitations.createAccount(hash, juliet, List.of())).isEqualTo(Redeemed.MADE);
    assertThat(accounts.find(juliet)).isPresent();
    assertThat(invitations.find(hash).orElseThrow().uses()).isEqualTo(1);
    assertThat(invitations.createAccount(hash, freshJid(), List.of())).isEqualTo(Redeemed.MADE);
    assertThat(invitations.find(hash)).isEmpty();
    Jid late = freshJid();
    assertThat(invitations.createAccount(hash, late, List.of())).isEqualTo(Redeemed.SPENT);
    assertThat(accounts.find(late)).isEmpty();
    assertThat(port(AdministratorStore.class).contains(juliet)).isFalse();
  }

  @Test
  void ofManyWhoRaceForTheLastUseOneGetsAnAccount() throws Exception {
    byte[] hash = add(Kind.ACCOUNT, 0, "", 1, later());
    List<Callable<Redeemed>> racers = new ArrayList<>();
    List<Jid> names = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Jid name = freshJid();
      names.add(name);
      racers.add(() -> invitations.createAccount(hash, name, List.of()));
    }
    List<Redeemed> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Redeemed> each : threads.invokeAll(racers)) outcomes.add(each.get());
    }
    assertThat(Collections.frequency(outcomes, Redeemed.MADE)).isEqualTo(1);
    assertThat(Collections.frequency(outcomes, Redeemed.SPENT)).isEqualTo(15);
    assertThat(names.stream().filter(name -> accounts.find(name).isPresent())).hasSize(1);
  }

  @Test
  void whoIsInvitedToAdministerDoes() {
    byte[] hash = add(Kind.ADMINISTRATOR, 0, "", 1, later());
    Jid juliet = freshJid();
    assertThat(invitations.createAccount(hash, juliet, List.of())).isEqualTo(Redeemed.MADE);
    assertThat(port(AdministratorStore.class).contains(juliet)).isTrue();
  }

  @Test
  void aContactAloneMakesNoAccount() {
    byte[] hash = add(Kind.CONTACT, freshKey(), "", 1, later());
    assertThat(invitations.createAccount(hash, freshJid(), List.of())).isEqualTo(Redeemed.SPENT);
    assertThat(invitations.find(hash)).isPresent();
  }

  @Test
  @Requirement(
      document = "XEP-0379",
      section = "5.2",
      quote = "in the typical scenario, each token may only be used once")
  void aContactIsMadeByTheRightTokenOfTheRightInviterInTime() {
    long inviter = freshKey();
    byte[] hash = add(Kind.ACCOUNT_AND_CONTACT, inviter, "", 1, later());
    assertThat(invitations.useForContact(hash, freshKey(), clock.millis())).isFalse();
    assertThat(invitations.useForContact(hash(), inviter, clock.millis())).isFalse();
    assertThat(invitations.useForContact(hash, inviter, later())).isFalse();
    assertThat(invitations.useForContact(hash, inviter, clock.millis())).isTrue();
    assertThat(invitations.useForContact(hash, inviter, clock.millis())).isFalse();
    byte[] account = add(Kind.ACCOUNT, 0, "", 1, later());
    assertThat(invitations.useForContact(account, 0, clock.millis())).isFalse();
  }

  @Test
  @Requirement(
      document = "XEP-0445",
      section = "5",
      quote = "MUST reserve the username at least until the corresponding token expires")
  void aNameIsKeptForWhoHoldsItsInvitation() {
    Jid juliet = freshJid();
    byte[] hash = add(Kind.ACCOUNT, 0, juliet.localpart(), 1, later());
    byte[] other = add(Kind.ACCOUNT, 0, "", 1, later());
    assertThat(invitations.isReserved(juliet, clock.millis())).isTrue();
    assertThat(invitations.isReserved(juliet, later())).isFalse();
    assertThat(invitations.isReserved(Jid.of(juliet.localpart() + "@other.example"), 0)).isFalse();
    assertThat(invitations.createAccount(other, juliet, List.of())).isEqualTo(Redeemed.TAKEN);
    assertThat(invitations.createAccount(hash, juliet, List.of())).isEqualTo(Redeemed.MADE);
    assertThat(invitations.isReserved(juliet, clock.millis())).isFalse();
  }

  @Test
  void theyEndByTimeAndWithTheirInviter() {
    Jid inviter = account();
    byte[] old = add(Kind.CONTACT, key(inviter), "", 1, clock.millis() - 1);
    byte[] good = add(Kind.CONTACT, key(inviter), "", 1, later());
    assertThat(invitations.find(old)).isPresent();
    assertThat(invitations.deleteExpired(clock.millis())).isPositive();
    assertThat(invitations.find(old)).isEmpty();
    assertThat(invitations.find(good)).isPresent();
    accounts.remove(inviter);
    assertThat(invitations.find(good)).isEmpty();
  }

  @Test
  void whatMakesNoSenseIsOurMistake() {
    assertThatThrownBy(() -> new NewInvitation(new byte[3], Kind.ACCOUNT, 0, "a", "", 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new NewInvitation(hash(), Kind.ACCOUNT, 0, "a", "", 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new NewInvitation(hash(), Kind.CONTACT, 0, "a", "", 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
