package im.viavai.server.admin;

import im.viavai.store.ImportReport;
import im.viavai.store.NewAccount;
import im.viavai.store.ScramKeys;
import im.viavai.xmpp.Jid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Makes many accounts. Input: a line for each, the address, a tab, the password. Passwords are
/// hashed on all cores, and the accounts are stored thousands at a time.
record ImportAccounts(AccountDesk desk) implements AdminCommand {
  /// Lines hashed and stored together.
  private static final int BATCH = 2000;

  /// Mistakes that are printed one by one.
  static final int MOST_MISTAKES = 100;

  @Override
  public String name() {
    return "account import";
  }

  @Override
  public Exit run(AdminCall call) throws IOException, InterruptedException {
    Tally tally = new Tally(call);
    try (ExecutorService cores =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Row> batch = new ArrayList<>(BATCH);
      for (String line = call.nextLine(); line != null; line = call.nextLine()) {
        tally.line++;
        Row row = row(line, tally, cores);
        if (row != null && batch.add(row) && batch.size() == BATCH) {
          store(batch, tally);
        }
      }
      store(batch, tally);
    }
    call.print(
        "Imported "
            + tally.created
            + " new accounts, changed the password of "
            + tally.updated
            + ", skipped "
            + tally.mistakes
            + " lines.");
    return tally.mistakes == 0 ? Exit.DONE : Exit.FAILED;
  }

  private record Row(int line, Jid jid, Future<Optional<List<ScramKeys>>> keys) {}

  private @Nullable Row row(String line, Tally tally, ExecutorService cores) throws IOException {
    if (line.isBlank() || line.startsWith("#")) {
      return null;
    }
    int tab = line.indexOf('\t');
    if (tab < 0) {
      tally.mistake(tally.line, "has no tab between the address and the password.");
      return null;
    }
    String address = line.substring(0, tab).strip();
    Jid jid = Jid.parse(address).orElse(null);
    String mistake = desk.mistake(jid);
    if (jid == null || mistake != null) {
      tally.mistake(tally.line, "\"" + address + "\" " + mistake);
      return null;
    }
    String password = line.substring(tab + 1);
    return new Row(tally.line, jid, cores.submit(() -> desk.keys().apply(password)));
  }

  private void store(List<Row> batch, Tally tally) throws IOException, InterruptedException {
    List<NewAccount> accounts = new ArrayList<>(batch.size());
    for (Row row : batch) {
      Optional<List<ScramKeys>> keys = keys(row);
      if (keys.isPresent()) {
        accounts.add(new NewAccount(row.jid(), keys.get()));
      } else {
        tally.mistake(row.line(), "the password cannot be used.");
      }
    }
    batch.clear();
    if (accounts.isEmpty()) {
      return;
    }
    ImportReport report = desk.store().importAll(accounts);
    desk.line().created();
    tally.created += report.created();
    tally.updated += report.updated();
    if (accounts.size() == BATCH) {
      tally.call.print(tally.created + tally.updated + " accounts so far");
    }
  }

  private static Optional<List<ScramKeys>> keys(Row row) throws InterruptedException {
    try {
      return row.keys().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a password could not be hashed", e.getCause());
    }
  }

  private static final class Tally {
    private final AdminCall call;
    private int line;
    private int created;
    private int updated;
    private int mistakes;

    Tally(AdminCall call) {
      this.call = call;
    }

    void mistake(int where, String what) throws IOException {
      if (++mistakes <= MOST_MISTAKES) {
        call.complain("line " + where + ": " + what);
      } else if (mistakes == MOST_MISTAKES + 1) {
        call.complain("Further mistakes are only counted.");
      }
    }
  }
}
