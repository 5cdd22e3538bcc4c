package im.viavai.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What became of an append.
public final class Outcome implements CommitListener {
  private final CompletableFuture<String> end = new CompletableFuture<>();

  @Override
  public void committed() {
    end.complete("committed");
  }

  @Override
  public void failed(StoreUnavailable reason) {
    end.complete("failed: " + reason.getMessage());
  }

  /// Waits for the end: `committed` or `failed: …`.
  public String await() {
    try {
      return end.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("nobody was told what became of an append", e);
    }
  }

  /// Whether there was an end.
  public boolean isOver() {
    return end.isDone();
  }
}
