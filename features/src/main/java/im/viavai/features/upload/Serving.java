package im.viavai.features.upload;

import im.viavai.server.web.HttpExchange;
import im.viavai.server.web.Response;
import im.viavai.store.UploadRecord;
import im.viavai.store.UploadRecord.State;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives a file to whoever knows its address (§2), so that no browser runs it (threat T19). Virtual
/// threads.
record Serving(UploadStorage storage, InstantSource clock) {
  private static final Logger log = LoggerFactory.getLogger(Serving.class);
  private static final int PIECE_BYTES = 64 * 1024;
  private static final long MOST_CACHED_SECONDS = 7 * 86_400;

  /// RFC 9110 §5.6.7.
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  void serve(HttpExchange.Blocking exchange, @Nullable UploadRecord file) throws IOException {
    long now = clock.millis();
    if (file == null || file.state() != State.STORED || file.expiresMillis() <= now) {
      exchange.respond(Door.open(Response.text(404, "Not here.")));
      return;
    }
    String tag = '"' + file.id().substring(0, 16) + '"'; // what lies there never changes
    if (names(exchange.header("if-none-match"), tag)) {
      exchange.respond(headers(Response.empty(304), file, tag, now));
      return;
    }
    switch (slice(exchange, file, tag)) {
      case Slice.Whole() -> send(exchange, file, tag, new Slice.Part(0, file.bytes() - 1), 200);
      case Slice.Part part -> send(exchange, file, tag, part, 206);
      case Slice.Nothing() ->
          exchange.respond(
              Door.open(Response.text(416, "Not that long."))
                  .with("content-range", "bytes */" + file.bytes()));
    }
  }

  private static boolean names(String list, String tag) {
    for (String one : list.split(",", -1)) {
      String other = one.strip();
      if (other.equals("*") || other.equals(tag) || other.equals("W/" + tag)) return true;
    }
    return false;
  }

  /// RFC 9110 §13.1.5, §14.2: a range is for GET, and only of the file that the client has begun.
  private static Slice slice(HttpExchange exchange, UploadRecord file, String tag) {
    String since = exchange.header("if-range");
    boolean same = since.isEmpty() || since.equals(tag) || since.equals(modified(file));
    return exchange.method().equals("GET") && same
        ? Slice.of(exchange.header("range"), file.bytes())
        : new Slice.Whole();
  }

  private static String modified(UploadRecord file) {
    return DATE.format(Instant.ofEpochMilli(file.createdMillis()));
  }

  private void send(
      HttpExchange.Blocking exchange, UploadRecord file, String tag, Slice.Part part, int status)
      throws IOException {
    Response head = headers(Response.empty(status), file, tag, clock.millis());
    if (status == 206) {
      String range = "bytes " + part.first() + '-' + part.last() + '/' + file.bytes();
      head = head.with("content-range", range);
    }
    try (InputStream in = storage.read(file.id(), part.first());
        OutputStream out = exchange.respond(head, part.bytes())) {
      if (exchange.method().equals("GET")) copy(in, out, part.bytes());
    } catch (NoSuchFileException e) {
      log.atError().addKeyValue("file", file.id()).setCause(e).log("upload_lost");
      exchange.respond(Door.open(Response.text(404, "Not here.")));
    }
  }

  private static void copy(InputStream in, OutputStream out, long bytes) throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    for (long left = bytes; left > 0; ) {
      int count = in.read(piece, 0, (int) Math.min(piece.length, left));
      if (count < 0) throw new EOFException("the file is shorter than it was");
      out.write(piece, 0, count);
      left -= count;
    }
  }

  private static Response headers(Response to, UploadRecord file, String tag, long now) {
    String kind = MediaTypes.isShown(file.type()) ? "inline" : "attachment";
    long seconds = Math.min(MOST_CACHED_SECONDS, (file.expiresMillis() - now) / 1000);
    return Door.open(to)
        .with("content-type", MediaTypes.told(file.type()))
        .with("content-disposition", Disposition.of(kind, file.name()))
        .with("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
        .with("cache-control", "private, max-age=" + seconds + ", immutable")
        .with("accept-ranges", "bytes")
        .with("etag", tag)
        .with("last-modified", modified(file))
        .with("access-control-expose-headers", "content-range, content-disposition, etag");
  }
}
