package im.viavai.server.web;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.regex.Pattern;

/// What a client and the server agreed on when a session was created (XEP-0124 §7). Any thread.
///
/// @param rid of the session creation request
/// @param domain that it is for
/// @param hold most requests held; 0: it polls
/// @param requests most simultaneous requests
/// @param longestWait longest time that one is held
/// @param inactivity longest time without a request
/// @param acks whether the client wants acknowledgements (§9)
/// @param legacy whether it did not say its version, and gets HTTP errors (§17.1)
/// @param content media type of the answers
/// @param version that both speak
record BoshTerms(
    long rid,
    String domain,
    int hold,
    int requests,
    Duration longestWait,
    Duration inactivity,
    boolean acks,
    boolean legacy,
    String content,
    String version,
    InetSocketAddress remote) {
  static final String XML = "text/xml; charset=utf-8";
  private static final int MINOR = 11;

  /// §7.1 lets a client choose. What it says stands in a header, so it is read strictly, and what
  /// we write is UTF-8.
  private static final Pattern CONTENT =
      Pattern.compile(
          "[a-z0-9!#$&^_.+-]{1,64}/[a-z0-9!#$&^_.+-]{1,64}(; ?charset=(utf-8|\"utf-8\"))?",
          Pattern.CASE_INSENSITIVE);

  static BoshTerms of(BodyHead head, String domain, BoshLimits limits, InetSocketAddress remote) {
    long longest = limits.longestWait().toSeconds();
    long wait = head.has("wait") ? Math.min(longest, Math.max(0, head.number("wait"))) : longest;
    long hold = head.has("hold") ? Math.min(limits.hold(), Math.max(0, head.number("hold"))) : 1;
    boolean polls = wait == 0 || hold == 0;
    String content = head.get("content");
    return new BoshTerms(
        head.number("rid"),
        domain,
        polls ? 0 : (int) hold,
        (int) hold + 1, // §7.2: larger than 'hold', even where it polls because of 'wait'
        Duration.ofSeconds(wait),
        polls ? limits.inactivity().plus(limits.polling().multipliedBy(2)) : limits.inactivity(),
        head.get("ack").equals("1"),
        !head.has("ver"),
        CONTENT.matcher(content).matches() ? content : XML,
        version(head.get("ver")),
        remote);
  }

  private static String version(String asked) {
    if (!asked.matches("1\\.[0-9]{1,4}")) return "1." + MINOR;
    return "1." + Math.min(MINOR, Integer.parseInt(asked.substring(2)));
  }

  boolean polls() {
    return hold == 0;
  }

  /// Of the session creation response (§7.2, XEP-0206 §4).
  String attributes(String sid, BoshLimits limits) {
    return " xmlns:xmpp='urn:xmpp:xbosh' xmpp:version='1.0' xmpp:restartlogic='true'"
        + attribute("sid", sid)
        + attribute("wait", longestWait.toSeconds())
        + attribute("requests", requests)
        + attribute("hold", hold)
        + attribute("inactivity", inactivity.toSeconds())
        + attribute("polling", limits.polling().toSeconds())
        + attribute("maxpause", limits.longestPause().toSeconds())
        + (legacy ? "" : attribute("ver", version))
        + (acks ? attribute("ack", rid) : "")
        + attribute("from", domain);
  }

  private static String attribute(String name, Object value) {
    return " " + name + "='" + value + "'";
  }
}
