package im.viavai.features.upload;

import im.viavai.server.web.HttpExchange;
import im.viavai.server.web.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request without a connection, and what was answered.
final class Call implements HttpExchange.Blocking {
  private final String method;
  private final String path;
  private String host = "localhost";
  private final Map<String, String> headers = new HashMap<>();
  private InputStream body = InputStream.nullInputStream();
  private long length;
  private @Nullable Response answer;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private long announced;

  Call(String method, String path) {
    this.method = method;
    this.path = path;
  }

  static Call put(String path, byte[] bytes) {
    Call call = new Call("PUT", path).with(new ByteArrayInputStream(bytes), bytes.length);
    return call.with("content-length", Integer.toString(bytes.length));
  }

  static Call get(String path) {
    return new Call("GET", path);
  }

  /// Sent to that name of the server.
  Call at(String name) {
    host = name;
    return this;
  }

  Call with(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Call with(InputStream bytes, long count) {
    body = bytes;
    length = count;
    return this;
  }

  int status() {
    return answer().status();
  }

  String answered(String header) {
    return answer().headers().getOrDefault(header, "");
  }

  byte[] content() {
    return written.toByteArray();
  }

  long announced() {
    return announced;
  }

  private Response answer() {
    if (answer == null) throw new AssertionError("no answer to " + method + ' ' + path);
    return answer;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String query() {
    return "";
  }

  @Override
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return new InetSocketAddress(0);
  }

  @Override
  public void onClosed(Runnable action) {}

  @Override
  public void respond(Response response) {
    if (answer == null) answer = response;
  }

  @Override
  public long bodyBytes() {
    return length;
  }

  @Override
  public InputStream body() {
    return body;
  }

  @Override
  public OutputStream respond(Response head, long bytes) {
    respond(head);
    announced = bytes;
    return written;
  }
}
