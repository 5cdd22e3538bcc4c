package im.viavai.server.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/// The metrics of one server. Metrics are registered at start; a second one of the same name and
/// labels fails. Any thread.
public final class Metrics {
  /// The media type of [#text()].
  public static final String CONTENT_TYPE =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  private record Family(Type type, String help, Map<List<Label>, Supplier<Object>> values) {}

  private final Map<String, Family> families = new LinkedHashMap<>();

  /// A new counter.
  ///
  /// @param name without the suffix `_total`, which the page adds
  /// @param help one sentence
  public Counter counter(String name, String help, Label... labels) {
    Counter counter = new Counter();
    register(Type.COUNTER, name, help, labels, () -> (double) counter.sum());
    return counter;
  }

  /// A number that only grows and that somebody else keeps.
  ///
  /// @param name without the suffix `_total`, which the page adds
  /// @param help one sentence
  /// @param value asked for when the page is read
  public void counted(String name, String help, DoubleSupplier value, Label... labels) {
    register(Type.COUNTER, name, help, labels, value::getAsDouble);
  }

  /// A number that goes up and down.
  ///
  /// @param help one sentence
  /// @param value asked for when the page is read
  public void gauge(String name, String help, DoubleSupplier value, Label... labels) {
    register(Type.GAUGE, name, help, labels, value::getAsDouble);
  }

  /// How values are distributed.
  ///
  /// @param help one sentence
  /// @param value asked for when the page is read
  public void histogram(String name, String help, Supplier<Distribution> value, Label... labels) {
    register(Type.HISTOGRAM, name, help, labels, value::get);
  }

  private synchronized void register(
      Type type, String name, String help, Label[] labels, Supplier<Object> value) {
    if (!name.matches("[a-zA-Z_:][a-zA-Z0-9_:]*") || name.endsWith("_total")) {
      throw new IllegalArgumentException("not a metric name: " + name);
    }
    Family family =
        families.computeIfAbsent(name, _ -> new Family(type, help, new LinkedHashMap<>()));
    if (family.type() != type || family.values().putIfAbsent(List.of(labels), value) != null) {
      throw new IllegalArgumentException("there is already a metric " + name);
    }
  }

  /// All metrics as OpenMetrics text 1.0.0, in the order in which they were registered.
  public synchronized String text() {
    StringBuilder text = new StringBuilder(4096);
    families.forEach((name, family) -> {
      text.append("# TYPE ").append(name).append(' ');
      text.append(family.type().name().toLowerCase(java.util.Locale.ROOT)).append('\n');
      text.append("# HELP ").append(name).append(' ');
      text.append(escaped(family.help())).append('\n');
      family
          .values()
          .forEach((labels, value) -> samples(text, name, family.type(), labels, value.get()));
    });
    return text.append("# EOF\n").toString();
  }

  private static void samples(
      StringBuilder text, String name, Type type, List<Label> labels, Object value) {
    switch (type) {
      case COUNTER -> sample(text, name + "_total", labels, (Double) value);
      case GAUGE -> sample(text, name, labels, (Double) value);
      case HISTOGRAM -> buckets(text, name, labels, (Distribution) value);
    }
  }

  private static void buckets(
      StringBuilder text, String name, List<Label> labels, Distribution distribution) {
    long below = 0;
    for (int i = 0; i < distribution.counts().size(); i++) {
      below += distribution.counts().get(i);
      boolean last = i == distribution.bounds().size();
      List<Label> withBound = new ArrayList<>(labels);
      withBound.add(new Label("le", last ? "+Inf" : Double.toString(distribution.bounds().get(i))));
      sample(text, name + "_bucket", withBound, (double) below);
    }
    sample(text, name + "_count", labels, (double) below);
    sample(text, name + "_sum", labels, distribution.sum());
  }

  private static void sample(StringBuilder text, String name, List<Label> labels, double value) {
    text.append(name);
    String separator = "{";
    for (Label label : labels) {
      text.append(separator).append(label.name()).append("=\"");
      text.append(escaped(label.value())).append('"');
      separator = ",";
    }
    text.append(labels.isEmpty() ? " " : "} ").append(number(value)).append('\n');
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    } else if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
