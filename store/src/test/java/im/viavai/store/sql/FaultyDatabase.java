package im.viavai.store.sql;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A database whose next commits fail as told.
class FaultyDatabase implements Database {
  /// How a commit fails.
  ///
  /// @param failure what the writer is told it means
  /// @param times how many commits
  record Fault(Failure failure, int times) {}

  private static final class InjectedException extends SQLException {
    private final transient Failure failure;

    InjectedException(Failure failure) {
      super("injected");
      this.failure = failure;
    }
  }

  private final Database real;
  private final AtomicReference<@Nullable Fault> next = new AtomicReference<>();
  private final AtomicReference<String> refusal = new AtomicReference<>("");

  FaultyDatabase(Database real) {
    this.real = real;
  }

  void fail(Failure failure, int times) {
    next.set(new Fault(failure, times));
  }

  void refuse(String reason) {
    refusal.set(reason);
  }

  @Override
  public Sql openWriter() throws SQLException {
    return real.openWriter();
  }

  @Override
  public void begin(Sql sql) throws SQLException {
    real.begin(sql);
  }

  @Override
  public void commit(Sql sql) throws SQLException {
    Fault fault = next.get();
    if (fault != null) {
      next.set(fault.times() == 1 ? null : new Fault(fault.failure(), fault.times() - 1));
      throw new InjectedException(fault.failure());
    }
    real.commit(sql);
  }

  @Override
  public void rollback(Sql sql) throws SQLException {
    real.rollback(sql);
  }

  @Override
  public Failure failureOf(SQLException error) {
    return error instanceof InjectedException injected ? injected.failure : real.failureOf(error);
  }

  @Override
  public long freeBytes(Sql sql) throws SQLException {
    return real.freeBytes(sql);
  }

  @Override
  public boolean recovers() {
    return real.recovers();
  }

  @Override
  public Optional<String> refusal(long freeBytes) {
    String reason = refusal.get();
    return reason.isEmpty() ? real.refusal(freeBytes) : Optional.of(reason);
  }
}
