package im.viavai.server.metrics;

import java.util.List;

/// How often values fell below each bound: what a histogram shows.
///
/// @param bounds upper bounds, ascending, in the unit of the metric
/// @param counts how many values fell into each: one more than bounds, the last for values above
///   all of them
/// @param sum of all values, in the unit of the metric
public record Distribution(List<Double> bounds, List<Long> counts, double sum) {
  /// Keeps own copies and checks the lengths.
  public Distribution {
    bounds = List.copyOf(bounds);
    counts = List.copyOf(counts);
    if (counts.size() != bounds.size() + 1) {
      throw new IllegalArgumentException("one count more than bounds is needed");
    }
  }
}
