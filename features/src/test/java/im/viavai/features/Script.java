package im.viavai.features;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A conversation as it is written in a `.chat` file.
///
/// ```
/// # a comment
/// [limits.roster_items = 2]
/// [juliet connects as juliet@localhost/balcony]
/// juliet sends: <presence/>
/// juliet receives:
///   <presence from='juliet@localhost/balcony'/>
/// [juliet@localhost is an administrator]
/// [15 minutes pass]
/// [invitation TOKEN: account and contact of romeo@localhost]
/// [juliet is cut off]
/// [juliet@localhost has a token of phone-1]
/// [juliet disconnects]
/// ```
///
/// What follows `sends:` or `receives:` goes on until the next line of another kind, which begins
/// at the left margin. Several stanzas in one `receives:` may come in any order.
record Script(String name, List<Step> steps) {
  /// One line.
  sealed interface Step {
    /// Where it stands.
    int line();
  }

  /// A key of the configuration; before anybody connects.
  record Setting(int line, String key, String value) implements Step {}

  /// Somebody binds a resource; the account is made if there is none.
  record Connects(int line, String who, String address) implements Step {}

  /// An account becomes an administrator; after it connected.
  record Administers(int line, String address) implements Step {}

  /// Somebody connects and does not log in.
  record Arrives(int line, String who, String network) implements Step {}

  /// A connection is lost or closed.
  record Disconnects(int line, String who) implements Step {}

  /// A connection is lost; the session waits to be resumed.
  record Vanishes(int line, String who) implements Step {}

  /// A client of an account, by the id of its user agent, may log in by a token (XEP-0484).
  record Remembers(int line, String address, String client) implements Step {}

  /// Somebody is invited: `[invitation TOKEN: account]`, `[invitation TOKEN: contact of
  /// romeo@localhost, 2 uses, named juliet, 3 days]`; the kind is that of the store in small
  /// letters.
  record Invites(int line, String token, String what) implements Step {}

  /// The operator makes a recovery code: `[code CODE for juliet@localhost]`.
  record Codes(int line, String code, String address) implements Step {}

  /// The wall clock goes on.
  record Passes(int line, Duration time) implements Step {}

  /// Somebody sends stanzas or nonzas.
  record Sends(int line, String who, String xml) implements Step {}

  /// Somebody gets stanzas, which may come in any order.
  record Receives(int line, String who, String xml) implements Step {}

  private static final Pattern SETTING = Pattern.compile("\\[(\\w+\\.\\w+) = (.*)]");
  private static final Pattern CONNECTS = Pattern.compile("\\[(.+) connects as (\\S+)]");
  private static final Pattern ADMINISTERS = Pattern.compile("\\[(\\S+) is an administrator]");
  private static final Pattern ARRIVES = Pattern.compile("\\[(.+) connects from (\\S+)]");
  private static final Pattern DISCONNECTS = Pattern.compile("\\[(.+) disconnects]");
  private static final Pattern VANISHES = Pattern.compile("\\[(.+) is cut off]");
  private static final Pattern REMEMBERS = Pattern.compile("\\[(\\S+) has a token of (\\S+)]");
  private static final Pattern INVITES = Pattern.compile("\\[invitation (\\S+): (.+)]");
  private static final Pattern CODES = Pattern.compile("\\[code (\\S+) for (\\S+)]");
  private static final Pattern PASSES =
      Pattern.compile("\\[(\\d+) (second|minute|hour|day)s? pass(?:es)?]");
  private static final Pattern SPEECH = Pattern.compile("([^<\\[#]+) (sends|receives):(.*)");

  Script {
    steps = List.copyOf(steps);
  }

  /// Reads a file.
  static Script parse(String name, String text) {
    List<Step> steps = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); ) {
      String line = lines.get(i);
      int number = ++i;
      if (line.isBlank() || line.startsWith("#")) continue;
      if (line.startsWith("[")) {
        steps.add(direction(name, number, line.strip()));
        continue;
      }
      Matcher speech = SPEECH.matcher(line);
      if (!speech.matches()) throw wrong(name, number, line);
      StringBuilder xml = new StringBuilder(speech.group(3));
      while (i < lines.size() && (lines.get(i).isBlank() || lines.get(i).startsWith(" "))) {
        xml.append('\n').append(lines.get(i++));
      }
      steps.add(
          speech.group(2).equals("sends")
              ? new Sends(number, speech.group(1), xml.toString().strip())
              : new Receives(number, speech.group(1), xml.toString().strip()));
    }
    return new Script(name, steps);
  }

  private static Step direction(String name, int number, String line) {
    Matcher m = SETTING.matcher(line);
    if (m.matches()) return new Setting(number, m.group(1), m.group(2));
    m = CONNECTS.matcher(line);
    if (m.matches()) return new Connects(number, m.group(1), m.group(2));
    m = ADMINISTERS.matcher(line);
    if (m.matches()) return new Administers(number, m.group(1));
    m = ARRIVES.matcher(line);
    if (m.matches()) return new Arrives(number, m.group(1), m.group(2));
    m = DISCONNECTS.matcher(line);
    if (m.matches()) return new Disconnects(number, m.group(1));
    m = VANISHES.matcher(line);
    if (m.matches()) return new Vanishes(number, m.group(1));
    m = REMEMBERS.matcher(line);
    if (m.matches()) return new Remembers(number, m.group(1), m.group(2));
    m = INVITES.matcher(line);
    if (m.matches()) return new Invites(number, m.group(1), m.group(2));
    m = CODES.matcher(line);
    if (m.matches()) return new Codes(number, m.group(1), m.group(2));
    m = PASSES.matcher(line);
    if (!m.matches()) throw wrong(name, number, line);
    long count = Long.parseLong(m.group(1));
    return new Passes(
        number,
        switch (m.group(2)) {
          case "second" -> Duration.ofSeconds(count);
          case "minute" -> Duration.ofMinutes(count);
          case "hour" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        });
  }

  private static IllegalArgumentException wrong(String name, int number, String line) {
    return new IllegalArgumentException(name + ":" + number + ": not understood: " + line);
  }
}
