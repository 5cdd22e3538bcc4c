package im.viavai.server.route;

import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Filter;
import im.viavai.server.feature.Line;
import im.viavai.server.feature.Observer;
import im.viavai.server.feature.Passage;
import im.viavai.server.feature.Rewriter;
import im.viavai.server.feature.Verdict;
import im.viavai.xmpp.Boundary;
import im.viavai.xmpp.Name;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A [Line] at work: the hooks of its five steps in their resolved order. Hooks are added while
/// features install themselves; then [#seal] sorts them, once.
///
/// A hook that throws is our own mistake: an observer or rewriter is skipped, a filter bounces, and
/// the log says which feature it was.
@Boundary("one hook that fails must not stop the line")
final class Steps implements Line {
  private static final Logger log = LoggerFactory.getLogger(Steps.class);

  /// The five steps in their order.
  enum Step {
    SCREEN,
    AMEND,
    RECORD,
    COPY,
    TRIM
  }

  private record Hook(
      Class<? extends Feature> feature,
      Set<Class<? extends Feature>> after,
      List<Name> having,
      List<Name> unless,
      Object action) {
    boolean concerns(Stanza stanza) {
      for (Name name : having) if (!stanza.has(name)) return false;
      for (Name name : unless) if (stanza.has(name)) return false;
      return true;
    }

    String name() {
      return feature.getSimpleName();
    }
  }

  private static final Hook[] NONE = {};

  private final String name;
  private final Supplier<Class<? extends Feature>> installing;
  private final Map<Step, List<Hook>> added = new EnumMap<>(Step.class);
  private Hook[] screen = NONE;
  private Hook[] amend = NONE;
  private Hook[] record = NONE;
  private Hook[] copy = NONE;
  private Hook[] trim = NONE;

  /// @param name of the line, for the pipeline page
  /// @param installing the feature that adds hooks now
  Steps(String name, Supplier<Class<? extends Feature>> installing) {
    this.name = name;
    this.installing = installing;
  }

  // --- running ---

  Verdict screen(Passage passage) {
    for (Hook hook : screen) {
      if (!hook.concerns(passage.stanza())) continue;
      Verdict verdict;
      try {
        verdict = ((Filter) hook.action).screen(passage);
      } catch (RuntimeException e) {
        failed(hook, Step.SCREEN, e);
        return new Verdict.Bounce(StanzaError.of(StanzaError.Condition.INTERNAL_SERVER_ERROR));
      }
      if (!(verdict instanceof Verdict.Pass)) {
        log.atDebug()
            .addKeyValue("feature", hook.name())
            .addKeyValue("verdict", verdict)
            .log("stanza_screened");
        return verdict;
      }
    }
    return Verdict.PASS;
  }

  void amend(Passage passage) {
    rewrite(amend, Step.AMEND, passage);
  }

  void record(Passage passage) {
    observe(record, Step.RECORD, passage);
  }

  void copy(Passage passage) {
    observe(copy, Step.COPY, passage);
  }

  void trim(Passage passage) {
    rewrite(trim, Step.TRIM, passage);
  }

  private void rewrite(Hook[] hooks, Step step, Passage passage) {
    for (Hook hook : hooks) {
      if (!hook.concerns(passage.stanza())) continue;
      try {
        passage.stanza(((Rewriter) hook.action).rewrite(passage));
      } catch (RuntimeException e) {
        failed(hook, step, e);
      }
    }
  }

  private void observe(Hook[] hooks, Step step, Passage passage) {
    for (Hook hook : hooks) {
      if (!hook.concerns(passage.stanza())) continue;
      try {
        ((Observer) hook.action).observe(passage);
      } catch (RuntimeException e) {
        failed(hook, step, e);
      }
    }
  }

  private void failed(Hook hook, Step step, RuntimeException e) {
    log.atError()
        .addKeyValue("line", name)
        .addKeyValue("step", step)
        .addKeyValue("feature", hook.name())
        .setCause(e)
        .log("hook_failed");
  }

  // --- adding ---

  private Narrowed all() {
    return new Narrowed(Set.of(), List.of(), List.of());
  }

  @Override
  public Line having(Name child) {
    return all().having(child);
  }

  @Override
  public Line unless(Name child) {
    return all().unless(child);
  }

  @Override
  public Line after(Class<? extends Feature> feature) {
    return all().after(feature);
  }

  @Override
  public void screen(Filter filter) {
    all().screen(filter);
  }

  @Override
  public void amend(Rewriter rewriter) {
    all().amend(rewriter);
  }

  @Override
  public void record(Observer observer) {
    all().record(observer);
  }

  @Override
  public void copy(Observer observer) {
    all().copy(observer);
  }

  @Override
  public void trim(Rewriter rewriter) {
    all().trim(rewriter);
  }

  private final class Narrowed implements Line {
    private final Set<Class<? extends Feature>> after;
    private final List<Name> having;
    private final List<Name> unless;

    Narrowed(Set<Class<? extends Feature>> after, List<Name> having, List<Name> unless) {
      this.after = after;
      this.having = having;
      this.unless = unless;
    }

    @Override
    public Line having(Name child) {
      return new Narrowed(after, with(having, child), unless);
    }

    @Override
    public Line unless(Name child) {
      return new Narrowed(after, having, with(unless, child));
    }

    private static List<Name> with(List<Name> names, Name more) {
      List<Name> all = new ArrayList<>(names);
      all.add(more);
      return List.copyOf(all);
    }

    @Override
    public Line after(Class<? extends Feature> feature) {
      Set<Class<? extends Feature>> more = new LinkedHashSet<>(after);
      more.add(feature);
      return new Narrowed(Set.copyOf(more), having, unless);
    }

    @Override
    public void screen(Filter filter) {
      add(Step.SCREEN, filter);
    }

    @Override
    public void amend(Rewriter rewriter) {
      add(Step.AMEND, rewriter);
    }

    @Override
    public void record(Observer observer) {
      add(Step.RECORD, observer);
    }

    @Override
    public void copy(Observer observer) {
      add(Step.COPY, observer);
    }

    @Override
    public void trim(Rewriter rewriter) {
      add(Step.TRIM, rewriter);
    }

    private void add(Step step, Object action) {
      added
          .computeIfAbsent(step, _ -> new ArrayList<>())
          .add(new Hook(installing.get(), after, having, unless, action));
    }
  }

  // --- order ---

  /// Sorts the hooks: each behind those it named, ties by name. A circle stops the start.
  void seal() {
    screen = sorted(Step.SCREEN);
    amend = sorted(Step.AMEND);
    record = sorted(Step.RECORD);
    copy = sorted(Step.COPY);
    trim = sorted(Step.TRIM);
  }

  private Hook[] sorted(Step step) {
    List<Hook> waiting = new ArrayList<>(added.getOrDefault(step, List.of()));
    waiting.sort(Comparator.comparing(Hook::name));
    List<Hook> order = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Hook next = null;
      for (Hook candidate : waiting) {
        boolean free =
            waiting.stream()
                .noneMatch(
                    other -> !other.equals(candidate) && candidate.after.contains(other.feature));
        if (free) {
          next = candidate;
          break;
        }
      }
      if (next == null) {
        throw new IllegalStateException(
            "line "
                + name
                + ", step "
                + step
                + ": these features wait for each other: "
                + waiting.stream().map(Hook::name).toList());
      }
      waiting.remove(next);
      order.add(next);
    }
    return order.toArray(NONE);
  }

  /// The resolved order, a line per hook, for `docs/generated/pipeline.txt`.
  List<String> describe() {
    List<String> lines = new ArrayList<>();
    describe(lines, "screen", screen);
    describe(lines, "amend", amend);
    describe(lines, "record", record);
    describe(lines, "copy", copy);
    describe(lines, "trim", trim);
    return lines;
  }

  private void describe(List<String> lines, String step, Hook[] hooks) {
    for (Hook hook : hooks) {
      String line = name + " " + step + " " + hook.name();
      for (Name name : hook.having) line += " having " + name;
      for (Name name : hook.unless) line += " unless " + name;
      lines.add(line);
    }
  }
}
