package im.viavai.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.store.ArchiveOracle.Kept;
import im.viavai.xmpp.Jid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every [ArchiveStore] does with random operations what a plain model does.
public abstract class ArchiveModelContract extends ArchiveContract {
  private static final List<Append.Kind> KINDS = List.of(Append.Kind.values());
  private static final List<Set<Append.Flag>> FLAGS = List.of(ARCHIVED, SENT, WAITING, BOTH);

  protected ArchiveModelContract(Backend backend) {
    super(backend);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void randomOperationsGiveWhatAPlainModelGives(long seed) {
    Random random = new Random(seed);
    List<Jid> accounts = List.of(account(), account(), account());
    Map<Long, ArchiveOracle> oracles = new HashMap<>();
    List<Long> keys = new ArrayList<>();
    for (Jid jid : accounts) {
      keys.add(key(jid));
      oracles.put(keys.getLast(), new ArchiveOracle());
    }
    Outcome last = new Outcome();
    last.committed();
    for (int step = 0; step < 400; step++) {
      long key = keys.get(random.nextInt(keys.size()));
      ArchiveOracle oracle = Objects.requireNonNull(oracles.get(key));
      switch (random.nextInt(20)) {
        case 0 -> {
          long to = oracle.lastId == 0 ? 0 : random.nextLong(oracle.lastId + 1);
          assertThat(last.await()).isEqualTo("committed");
          archive().advance(key, to);
          oracle.advance(to);
        }
        case 1 -> {
          assertThat(last.await()).isEqualTo("committed");
          long id = 1 + random.nextLong(oracle.lastId + 2);
          Kept old = oracle.entries.get(id);
          assertThat(archive().replace(key, id, bytes("gone" + step))).isEqualTo(old != null);
          if (old != null) {
            oracle.entries.put(id, new Kept(old.entry(), old.timestampMillis(), "gone" + step));
          }
        }
        case 2, 3, 4, 5, 6 -> {
          assertThat(last.await()).isEqualTo("committed");
          ArchiveQuery query = query(random, key, oracle);
          assertThat(ArchiveOracle.text(archive().page(query)))
              .as("%s", query)
              .isEqualTo(oracle.page(query));
        }
        case 7 -> {
          assertThat(last.await()).isEqualTo("committed");
          assertThat(ids(archive().offline(key, 0, 1000)))
              .isEqualTo(
                  oracle.entries.values().stream()
                      .filter(ArchiveOracle::waiting)
                      .map(kept -> kept.entry().id())
                      .filter(id -> id > oracle.cursor)
                      .toList());
        }
        case 8 -> {
          if (random.nextInt(4) == 0) {
            reopen();
          }
        }
        default -> last = appendSome(random, oracles, step);
      }
    }
    assertThat(last.await()).isEqualTo("committed");
    for (int round = 0; round < 2; round++) {
      for (Jid jid : accounts) {
        AccountRecord account = port(AccountStore.class).find(jid).orElseThrow();
        ArchiveOracle oracle = Objects.requireNonNull(oracles.get(account.key()));
        assertThat(account.lastArchiveId()).isEqualTo(oracle.lastId);
        assertThat(account.offlineCursor()).isEqualTo(oracle.cursor);
        ArchiveQuery all = ArchiveQuery.first(account.key(), ArchiveFilter.ALL, 1000).counted();
        assertThat(ArchiveOracle.text(archive().page(all))).isEqualTo(oracle.page(all));
      }
      reopen();
    }
  }

  private Outcome appendSome(Random random, Map<Long, ArchiveOracle> oracles, int step) {
    long timestamp = 1000 + step * 10L + random.nextInt(100) - 50;
    List<Append.Entry> entries = new ArrayList<>();
    oracles.forEach((archive, oracle) -> {
      if (entries.isEmpty() || random.nextBoolean()) {
        Append.Entry entry =
            new Append.Entry(
                archive,
                oracle.lastId + 1 + random.nextInt(3),
                OTHERS.get(random.nextInt(OTHERS.size())),
                FLAGS.get(random.nextInt(FLAGS.size())),
                KINDS.get(random.nextInt(KINDS.size())),
                "o" + step);
        entries.add(entry);
        oracle.append(entry, timestamp, "s" + step);
      }
    });
    return append("s" + step, timestamp, entries.toArray(Append.Entry[]::new));
  }

  private static ArchiveQuery query(Random random, long archive, ArchiveOracle oracle) {
    ArchiveFilter filter = ArchiveFilter.ALL;
    if (random.nextInt(3) == 0) {
      filter = filter.with(OTHERS.get(random.nextInt(OTHERS.size())));
    }
    if (random.nextInt(3) == 0) {
      long start = 900L + random.nextInt(3000);
      filter = filter.between(start, start + random.nextInt(2000));
    }
    if (random.nextInt(4) == 0) {
      filter = filter.after(id(random, oracle));
    }
    if (random.nextInt(4) == 0) {
      filter = filter.before(id(random, oracle));
    }
    if (random.nextInt(6) == 0) {
      filter = filter.only(List.of(id(random, oracle), id(random, oracle), id(random, oracle)));
    }
    if (random.nextInt(4) == 0) {
      filter = filter.only(Set.of(Append.Kind.CHAT, Append.Kind.GROUPCHAT));
    }
    int max = random.nextInt(12);
    boolean edge = random.nextBoolean();
    ArchiveQuery query =
        random.nextBoolean()
            ? ArchiveQuery.after(archive, filter, edge ? 0 : id(random, oracle), max)
            : ArchiveQuery.before(archive, filter, edge ? Long.MAX_VALUE : id(random, oracle), max);
    if (random.nextBoolean()) {
      query = query.flipped();
    }
    return random.nextBoolean() ? query.counted() : query;
  }

  /// Mostly one that is in the archive.
  private static long id(Random random, ArchiveOracle oracle) {
    List<Long> known = List.copyOf(oracle.entries.keySet());
    return known.isEmpty() || random.nextInt(8) == 0
        ? 1 + random.nextLong(oracle.lastId + 2)
        : known.get(random.nextInt(known.size()));
  }
}
