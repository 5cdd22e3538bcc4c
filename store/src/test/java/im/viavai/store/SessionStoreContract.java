package im.viavai.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every [SessionStore] does.
public abstract class SessionStoreContract extends StoreContract {

  protected SessionStoreContract(Backend backend) {
    super(backend);
  }

  private SessionStore sessions() {
    return port(SessionStore.class);
  }

  private static SessionRecord session(String id, long account, long expires) {
    return new SessionRecord(
        id, account, "phone", 4_294_967_295L, 17, bytes("unacked " + id), bytes("state"), expires);
  }

  @Test
  void sessionIsKeptWhole() {
    long account = freshKey();
    String id = "whole" + account;
    sessions().save(session(id, account, 99));
    SessionRecord found = sessions().load(id).orElseThrow();
    assertThat(found.id()).isEqualTo(id);
    assertThat(found.account()).isEqualTo(account);
    assertThat(found.resource()).isEqualTo("phone");
    assertThat(found.inbound()).isEqualTo(4_294_967_295L);
    assertThat(found.outbound()).isEqualTo(17);
    assertThat(text(found.unacknowledged())).isEqualTo("unacked " + id);
    assertThat(text(found.state())).isEqualTo("state");
    assertThat(found.expiresMillis()).isEqualTo(99);
    sessions().remove(id);
    assertThat(sessions().load(id)).isEmpty();
  }

  @Test
  void sessionIsTakenOnce() throws Exception {
    long account = freshKey();
    String id = "taken" + account;
    sessions().save(session(id, account, 99));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Optional<SessionRecord>> take = () -> sessions().take(id);
      int taken = 0;
      for (Future<Optional<SessionRecord>> each :
          threads.invokeAll(Stream.generate(() -> take).limit(8).toList())) {
        taken += each.get().isPresent() ? 1 : 0;
      }
      assertThat(taken).isEqualTo(1);
    }
  }

  @Test
  void manySessionsAreSavedAtOnceAndComeBackInPages() {
    long account = freshKey();
    List<SessionRecord> all = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      all.add(session("~page%d-%03d".formatted(account, i), account, Long.MAX_VALUE));
    }
    sessions().saveAll(all);
    reopen();
    List<String> seen = new ArrayList<>();
    String after = "~page" + account;
    List<SessionRecord> page = port(SessionStore.class).page(after, 100);
    while (!page.isEmpty()) {
      page.forEach(each -> seen.add(each.id()));
      page = port(SessionStore.class).page(seen.getLast(), 100);
    }
    assertThat(seen).isEqualTo(all.stream().map(SessionRecord::id).toList());
  }

  @Test
  void counterIsRememberedForAWeekAndForItsAccountOnly() {
    SessionStore here = port(SessionStore.class);
    long account = freshKey();
    String id = "counter" + account;
    here.rememberCounter(id, account, 41);
    here.rememberCounter(id, account, 42);
    assertThat(here.counter(id, account)).hasValue(42);
    assertThat(here.counter(id, account + 1)).isEmpty();
    reopen();
    here = port(SessionStore.class);
    assertThat(here.counter(id, account)).hasValue(42);
    assertThat(here.counter(id, account + 1)).isEmpty();
    clock.step(SessionStore.COUNTER_KEPT_MILLIS + 1);
    assertThat(here.counter(id, account)).isEmpty();
    here.deleteExpired(clock.millis());
    clock.step(-SessionStore.COUNTER_KEPT_MILLIS - 1);
    assertThat(here.counter(id, account)).isEmpty();
  }

  @Test
  void expiredSessionsAreDeleted() {
    SessionStore here = port(SessionStore.class);
    long account = freshKey();
    here.saveAll(
        List.of(session("old" + account, account, 100), session("new" + account, account, 300)));
    assertThat(here.deleteExpired(200)).isPositive();
    assertThat(here.load("old" + account)).isEmpty();
    assertThat(here.load("new" + account)).isPresent();
  }
}
