package im.viavai.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics();

  @Test
  void countersGaugesAndHistogramsAreWrittenAsOpenMetrics() {
    Counter messages = metrics.counter("viavai_stanzas", "Stanzas.", new Label("kind", "message"));
    Counter presences =
        metrics.counter("viavai_stanzas", "Stanzas.", new Label("kind", "presence"));
    metrics.gauge("viavai_sessions", "Sessions now.", () -> 2.5);
    metrics.histogram(
        "viavai_commit_seconds",
        "Commits.",
        () -> new Distribution(List.of(0.001, 0.5), List.of(4L, 2L, 1L), 3.25));
    messages.add();
    messages.add(41);
    presences.add();
    assertThat(metrics.text())
        .isEqualTo(
            """
            # TYPE viavai_stanzas counter
            # HELP viavai_stanzas Stanzas.
            viavai_stanzas_total{kind="message"} 42
            viavai_stanzas_total{kind="presence"} 1
            # TYPE viavai_sessions gauge
            # HELP viavai_sessions Sessions now.
            viavai_sessions 2.5
            # TYPE viavai_commit_seconds histogram
            # HELP viavai_commit_seconds Commits.
            viavai_commit_seconds_bucket{le="0.001"} 4
            viavai_commit_seconds_bucket{le="0.5"} 6
            viavai_commit_seconds_bucket{le="+Inf"} 7
            viavai_commit_seconds_count 7
            viavai_commit_seconds_sum 3.25
            # EOF
            """);
  }

  @Test
  void helpAndLabelsAreEscaped() {
    metrics.gauge("g", "a\\b\n\"c\"", () -> Double.NaN, new Label("l", "x\\y\n\"z\""));
    assertThat(metrics.text())
        .contains("# HELP g a\\\\b\\n\\\"c\\\"\n")
        .contains("g{l=\"x\\\\y\\n\\\"z\\\"\"} NaN\n");
  }

  @Test
  void aNameIsTakenOnce() {
    metrics.counter("a", "h");
    assertThatIllegalArgumentException().isThrownBy(() -> metrics.counter("a", "h"));
    assertThatIllegalArgumentException().isThrownBy(() -> metrics.gauge("a", "h", () -> 0));
    assertThatIllegalArgumentException().isThrownBy(() -> metrics.counter("a_total", "h"));
    assertThatIllegalArgumentException().isThrownBy(() -> metrics.counter("a b", "h"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Label("a-b", "x"));
  }

  @Test
  void everyLineOfTheProcessIsWellFormed() {
    ProcessMetrics.register(metrics);
    Pattern line =
        Pattern.compile(
            "# (TYPE|HELP) [a-z_]+ .+|# EOF|[a-z_]+(\\{[a-z_]+=\"[^\"]*\"})? [-+0-9.eE]+");
    assertThat(metrics.text().lines()).allMatch(text -> line.matcher(text).matches());
    assertThat(metrics.text()).contains("process_resident_memory_bytes ").endsWith("# EOF\n");
  }

  @Test
  void thePageHasTheTypeOfOpenMetricsAndNothingElse() throws IOException, InterruptedException {
    metrics.gauge("viavai_up", "Up.", () -> 1);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (MetricsPage page = MetricsPage.open(address, metrics);
        HttpClient client = HttpClient.newHttpClient()) {
      URI root = URI.create("http://127.0.0.1:" + page.address().getPort() + "/");
      HttpResponse<String> response = get(client, root.resolve("/metrics"), "GET");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type").orElse(""))
          .startsWith("application/openmetrics-text; version=1.0.0");
      assertThat(response.body()).isEqualTo(metrics.text());
      assertThat(get(client, root, "GET").statusCode()).isEqualTo(404);
      assertThat(get(client, root.resolve("/metrics"), "POST").statusCode()).isEqualTo(405);
      assertThat(get(client, root.resolve("/metrics/../etc/passwd"), "GET").statusCode())
          .isEqualTo(404);
    }
  }

  private static HttpResponse<String> get(HttpClient client, URI uri, String method)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
