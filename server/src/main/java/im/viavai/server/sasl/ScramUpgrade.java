package im.viavai.server.sasl;

import im.viavai.server.sasl.SaslFailure.Condition;
import im.viavai.store.AccountRecord;
import im.viavai.store.AccountStore;
import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Upgrade tasks (XEP-0480): a client that has just proven its password computes the salted
/// password for a hash the account has no keys of. Any thread.
///
/// ```
///   <next task='UPGR-SCRAM-SHA-512'/>   start
///   <task-data><salt iterations/>       Task.request
///   <task-data><hash/>                  Task.finish
/// ```
public final class ScramUpgrade {

  private static final String NS = "urn:xmpp:scram-upgrade:0";
  private static final String PREFIX = "UPGR-";

  private final AccountStore accounts;
  private final Passwords passwords;

  ScramUpgrade(AccountStore accounts, Passwords passwords) {
    this.accounts = accounts;
    this.passwords = passwords;
  }

  /// The task's name: `UPGR-SCRAM-SHA-512`.
  static String task(ScramHash hash) {
    return PREFIX + hash.mechanism();
  }

  /// Which of the requested tasks are to be done now, each once, in this order; the others are not
  /// needed. None after a login by token, which proves no password (XEP-0484 section 4.2 besides
  /// forbids to ask for more).
  ///
  /// @param requested the texts of the `<upgrade/>` elements in `<authenticate/>`
  public List<String> tasks(SaslStep.Success success, List<String> requested) {
    return switch (success.proof()) {
      case SaslStep.Proof.Password(var keys) ->
          requested.stream().distinct().filter(task -> lacks(keys, task)).toList();
      case SaslStep.Proof.Token token -> List.of();
    };
  }

  private boolean lacks(List<ScramKeys> keys, String task) {
    return hash(task).isPresent()
        && keys.stream().noneMatch(key -> task.equals(PREFIX + key.mechanism()));
  }

  private Optional<ScramHash> hash(String task) {
    return task.startsWith(PREFIX)
        ? ScramHash.of(task.substring(PREFIX.length())).filter(passwords.hashes()::contains)
        : Optional.empty();
  }

  /// Starts a task the client chose by `<next/>`; empty if it is none of [#tasks].
  public Optional<Task> start(SaslStep.Success success, String task) {
    return success.proof() instanceof SaslStep.Proof.Password(var keys) && lacks(keys, task)
        ? hash(task).map(hash -> new Task(hash, success.identity(), keys))
        : Optional.empty();
  }

  /// One running upgrade. Used once, by one thread at a time.
  public final class Task {

    private final ScramHash hash;
    private final Identity identity;
    private final List<ScramKeys> former;
    private final byte[] salt = passwords.freshSalt();

    private Task(ScramHash hash, Identity identity, List<ScramKeys> former) {
      this.hash = hash;
      this.identity = identity;
      this.former = former;
    }

    /// What the client needs: the content of the server's `<task-data/>`.
    public Element request() {
      return Element.builder(NS, "salt")
          .attribute("iterations", Integer.toString(passwords.iterations()))
          .text(Bytes.of(salt).base64())
          .build();
    }

    /// Keeps what the client computed. May wait.
    ///
    /// @param content the children of the client's `<task-data/>`
    /// @return the failure that ends the login; empty if the keys are stored
    public Optional<SaslFailure> finish(List<Element> content) {
      var salted =
          content.stream()
              .filter(element -> element.is(NS, "hash"))
              .findFirst()
              .flatMap(element -> Base64Text.decode(element.text().strip()))
              .filter(bytes -> bytes.length() == hash.bytes());
      if (salted.isEmpty()) {
        return Optional.of(new SaslFailure(Condition.MALFORMED_REQUEST));
      }
      var stored =
          accounts
              .find(identity.account())
              .filter(this::isUnchanged)
              .filter(account -> add(account, salted.get()));
      // If not, the password this client proved is not the password any more.
      return stored.isPresent()
          ? Optional.empty()
          : Optional.of(new SaslFailure(Condition.CREDENTIALS_EXPIRED));
    }

    private boolean add(AccountRecord account, Bytes salted) {
      var keys = new ArrayList<ScramKeys>(account.credentials());
      keys.removeIf(key -> key.mechanism().equals(hash.mechanism()));
      keys.add(passwords.fromSalted(hash, salt, passwords.iterations(), salted.array()));
      return accounts.replaceCredentials(identity.account(), account.credentials(), keys);
    }

    /// Another upgrade, in this login or a parallel one, may have added keys; none may have been
    /// replaced.
    private boolean isUnchanged(AccountRecord current) {
      return current.key() == identity.key() && current.credentials().containsAll(former);
    }
  }
}
