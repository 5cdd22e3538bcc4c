package im.viavai.features.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.viavai.server.config.Size;
import im.viavai.store.AccountStore;
import im.viavai.store.UploadRecord.State;
import im.viavai.xmpp.Requirement;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DoorTest {
  private static final byte[] HELLO = "hello, world".getBytes(UTF_8);

  @TempDir Path data;
  private UploadFixture it;

  @BeforeEach
  void open() throws IOException {
    it = new UploadFixture(data, new Size(0));
  }

  @AfterEach
  void close() {
    it.close();
  }

  /// Some bytes, then the client is gone.
  private static InputStream brokenAfter(byte[] first) {
    return new SequenceInputStream(
        new ByteArrayInputStream(first),
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the client is gone");
          }

          @Override
          public int read(byte[] to, int offset, int length) throws IOException {
            throw new IOException("the client is gone");
          }
        });
  }

  @Test
  void aFileIsTakenAndGiven() throws IOException {
    String path = it.slot("très cool.jpg", "image/jpeg", HELLO.length);
    assertThat(it.answer(Call.get(path)).status()).isEqualTo(404); // not yet
    Call put = it.answer(Call.put(path, HELLO).with("content-type", "image/jpeg"));
    assertThat(put.status()).isEqualTo(201);
    assertThat(it.bytes.get()).isEqualTo(HELLO.length);
    Call get = it.answer(Call.get(path));
    assertThat(get.status()).isEqualTo(200);
    assertThat(get.content()).isEqualTo(HELLO);
    assertThat(get.answered("content-type")).isEqualTo("image/jpeg");
    assertThat(get.answered("content-disposition"))
        .isEqualTo("inline; filename=\"tr_s cool.jpg\"; filename*=UTF-8''tr%C3%A8s%20cool.jpg");
    Call head = it.answer(new Call("HEAD", path));
    assertThat(head.announced()).isEqualTo(HELLO.length);
    assertThat(head.content()).isEmpty();
  }

  @Test
  @Requirement(
      document = "XEP-0363",
      section = "7",
      quote =
          "The upload service MUST reject the file upload if the Content-Length does not match the size"
              + " of the slot request")
  void whatIsNotWhatTheSlotIsForIsRefusedAndTheSlotStays() throws IOException {
    String path = it.slot("a", "image/png", HELLO.length);
    assertThat(it.answer(Call.put(path, new byte[HELLO.length + 1])).status()).isEqualTo(413);
    assertThat(it.answer(Call.put(path, new byte[HELLO.length - 1])).status()).isEqualTo(400);
    assertThat(it.answer(new Call("PUT", path)).status()).isEqualTo(411);
    Call html = Call.put(path, HELLO).with("content-type", "text/html");
    assertThat(it.answer(html).status()).isEqualTo(415);
    Call nonsense = Call.put(path, HELLO).with("content-type", "image/png\u0001");
    assertThat(it.answer(nonsense).status()).isEqualTo(400);
    Call part = Call.put(path, HELLO).with("content-range", "bytes 0-11/20");
    assertThat(it.answer(part).status()).isEqualTo(400);
    Call packed = Call.put(path, HELLO).with("content-encoding", "gzip");
    assertThat(it.answer(packed).status()).isEqualTo(400);
    assertThat(it.files()).isZero();
    assertThat(it.refused.get()).isEqualTo(7);
    Call good = Call.put(path, HELLO).with("content-type", "IMAGE/PNG; q=1");
    assertThat(it.answer(good).status()).isEqualTo(201);
  }

  @Test
  void aSlotIsUsedOnce() throws IOException {
    String path = it.stored("a.txt", "text/plain", HELLO);
    byte[] other = "HELLO, WORLD".getBytes(UTF_8);
    assertThat(it.answer(Call.put(path, other)).status()).isEqualTo(409);
    assertThat(it.answer(Call.get(path)).content()).isEqualTo(HELLO);
  }

  @Test
  void aSlotEnds() throws IOException {
    String path = it.slot("a", "", HELLO.length);
    it.now = it.now.plus(Duration.ofMinutes(5));
    assertThat(it.answer(Call.put(path, HELLO)).status()).isEqualTo(410);
  }

  @Test
  void abortedUploadsLeaveNothingBehind() throws IOException {
    for (int i = 0; i < 1000; i++) {
      String path = it.slot("a", "", HELLO.length);
      Call broken = Call.put(path, HELLO);
      InputStream body =
          i % 2 == 0 ? brokenAfter("hell".getBytes(UTF_8)) : new ByteArrayInputStream(new byte[3]);
      broken.with(body, HELLO.length);
      assertThatThrownBy(() -> it.answer(broken)).isInstanceOf(IOException.class);
      if (i > 0) continue;
      assertThat(it.answer(Call.put(path, HELLO)).status()).isEqualTo(409);
      assertThat(it.answer(Call.get(path)).status()).isEqualTo(404);
      assertThat(it.store.find(UploadFixture.id(path)).orElseThrow().state())
          .isEqualTo(State.SPENT);
    }
    assertThat(it.files()).isZero();
    it.now = it.now.plus(Duration.ofHours(2));
    it.purge();
    assertThat(it.store.deleteEnded(Long.MAX_VALUE, 10)).isZero();
  }

  @Test
  void aDeadServersUnfinishedFilesGoAtTheNextStart() throws IOException {
    Files.write(it.folder.resolve("coming").resolve("ab"), HELLO);
    String path = it.slot("a", "", HELLO.length);
    assertThat(it.store.begin(UploadFixture.id(path), "")).isTrue();
    FileStorage.open(it.folder);
    it.now = it.now.plus(Duration.ofSeconds(1));
    new Purge(it.store, it.storage, () -> it.now, it.now).run();
    assertThat(it.files()).isZero();
    assertThat(it.store.find(UploadFixture.id(path))).isEmpty();
  }

  @Test
  @Requirement(
      document = "XEP-0363",
      section = "5.3",
      quote = "MUST NOT make the file available after the time specified")
  void afterItsTimeAFileIsNotThereAndThenGone() throws IOException {
    String path = it.slot("a", "", HELLO.length, it.now.plusSeconds(60));
    it.answer(Call.put(path, HELLO));
    assertThat(it.answer(Call.get(path)).answered("cache-control")).contains("max-age=60");
    it.now = it.now.plusSeconds(60);
    assertThat(it.answer(Call.get(path)).status()).isEqualTo(404);
    assertThat(it.files()).isEqualTo(1);
    it.purge();
    assertThat(it.files()).isZero();
  }

  @Test
  void theFilesOfARemovedAccountGo() throws IOException {
    String path = it.stored("a", "image/png", HELLO);
    String open = it.slot("b", "image/png", HELLO.length);
    it.database.port(AccountStore.class).remove(it.owner);
    assertThat(it.answer(Call.get(path)).status()).isEqualTo(404);
    assertThat(it.answer(Call.put(open, HELLO)).status()).isEqualTo(404);
    it.purge();
    assertThat(it.files()).isZero();
    assertThat(it.store.find(UploadFixture.id(path))).isEmpty();
    assertThat(it.store.find(UploadFixture.id(open))).isEmpty();
  }

  @Test
  void anUploadThatOutlivesItsAccountIsNotKept() throws IOException {
    String path = it.slot("a", "", HELLO.length);
    InputStream body =
        new FilterInputStream(new ByteArrayInputStream(HELLO)) {
          @Override
          public int read(byte[] to, int offset, int length) throws IOException {
            it.database.port(AccountStore.class).remove(it.owner);
            return super.read(to, offset, length);
          }
        };
    Call put = it.answer(Call.put(path, HELLO).with(body, HELLO.length));
    assertThat(put.status()).isEqualTo(410);
    assertThat(it.files()).isZero();
  }

  @Test
  void p13UploadsStopBeforeTheDiskIsFull() throws IOException {
    try (UploadFixture full = new UploadFixture(data.resolve("full"), new Size(Long.MAX_VALUE))) {
      String path = full.slot("a", "", HELLO.length);
      assertThat(full.answer(Call.put(path, HELLO)).status()).isEqualTo(507);
      assertThat(full.store.find(UploadFixture.id(path)).orElseThrow().state())
          .isEqualTo(State.SLOT);
    }
  }

  @Test
  void aStorageThatFailsIsToldAndForgotten() throws IOException {
    AtomicInteger deleted = new AtomicInteger();
    UploadStorage broken =
        new UploadStorage() {
          @Override
          public long freeBytes() {
            return Long.MAX_VALUE;
          }

          @Override
          public void write(String id, InputStream from, long bytes) throws IOException {
            throw new StorageFailed("write", new IOException("No space left on device"));
          }

          @Override
          public InputStream read(String id, long first) {
            return InputStream.nullInputStream();
          }

          @Override
          public void delete(String id) {
            deleted.incrementAndGet();
          }
        };
    Receiving receiving =
        new Receiving(
            im.viavai.server.config.Shape.of(UploadOptions.class).defaults(),
            it.store,
            broken,
            () -> it.now,
            _ -> {},
            _ -> {},
            _ -> {});
    String path = it.slot("a", "", HELLO.length);
    Call put = Call.put(path, HELLO);
    new Door(it.store, receiving, new Serving(broken, () -> it.now), "").handle(put);
    assertThat(put.status()).isEqualTo(507);
    assertThat(deleted).hasValue(1);
    assertThat(it.store.find(UploadFixture.id(path)).orElseThrow().state()).isEqualTo(State.SPENT);
  }

  @ParameterizedTest
  @CsvSource({
    "x.html, text/html",
    "x.svg, image/svg+xml",
    "x.xml, application/xml",
    "x.xhtml, application/xhtml+xml",
    "x.js, text/javascript",
    "x.mht, multipart/related",
    "x.png, text/html; charset=utf-7",
    "x.css, text/css"
  })
  void t19WhatCouldRunIsDownloadedWithoutItsType(String name, String type) throws IOException {
    Call get = it.answer(Call.get(it.stored(name, type, "<script>".getBytes(UTF_8))));
    assertThat(get.answered("content-type")).isEqualTo("application/octet-stream");
    assertThat(get.answered("content-disposition")).startsWith("attachment; ");
    assertThat(get.answered("content-security-policy"))
        .isEqualTo("default-src 'none'; frame-ancestors 'none'; sandbox");
  }

  @ParameterizedTest
  @CsvSource({
    "image/png, inline",
    "image/webp, inline",
    "audio/ogg, inline",
    "audio/mpeg, inline",
    "video/mp4, inline",
    "image/tiff, attachment",
    "application/pdf, attachment",
    "text/plain, attachment"
  })
  void t19OnlyPicturesSoundAndVideoAreShown(String type, String kind) throws IOException {
    Call get = it.answer(Call.get(it.stored("x", type, HELLO)));
    assertThat(get.answered("content-type")).isEqualTo(type);
    assertThat(get.answered("content-disposition")).startsWith(kind + "; ");
    assertThat(get.answered("cross-origin-resource-policy")).isEqualTo("cross-origin");
  }

  @Test
  void pagesElsewhereMayReadAndWrite() throws IOException {
    Call ask = it.answer(new Call("OPTIONS", "/upload/x/y").with("origin", "https://a.example"));
    assertThat(ask.status()).isEqualTo(204);
    assertThat(ask.answered("access-control-allow-origin")).isEqualTo("*");
    assertThat(ask.answered("access-control-allow-credentials")).isEmpty(); // T18
    assertThat(ask.answered("access-control-allow-methods")).contains("PUT");
    assertThat(ask.answered("access-control-allow-headers")).contains("content-type");
    String path = it.stored("a", "image/png", HELLO);
    assertThat(it.answer(Call.get(path)).answered("access-control-allow-origin")).isEqualTo("*");
  }

  @Test
  void rangesAreGiven() throws IOException {
    String path = it.stored("a", "video/mp4", HELLO);
    Call part = it.answer(Call.get(path).with("range", "bytes=7-"));
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.answered("content-range")).isEqualTo("bytes 7-11/12");
    assertThat(part.content()).isEqualTo("world".getBytes(UTF_8));
    Call beyond = it.answer(Call.get(path).with("range", "bytes=12-"));
    assertThat(beyond.status()).isEqualTo(416);
    assertThat(beyond.answered("content-range")).isEqualTo("bytes */12");
    String tag = part.answered("etag");
    Call begun = Call.get(path).with("range", "bytes=0-0").with("if-range", tag);
    assertThat(it.answer(begun).status()).isEqualTo(206);
    Call other = Call.get(path).with("range", "bytes=0-0").with("if-range", "\"x\"");
    assertThat(it.answer(other).status()).isEqualTo(200);
    Call date = Call.get(path).with("range", "bytes=0-0");
    assertThat(it.answer(date.with("if-range", part.answered("last-modified"))).status())
        .isEqualTo(206);
    assertThat(it.answer(Call.get(path).with("if-none-match", "\"x\", " + tag)).status())
        .isEqualTo(304);
    Call head = it.answer(new Call("HEAD", path).with("range", "bytes=7-"));
    assertThat(head.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "/",
        "x/a/b",
        "sssssssssssssssssssssssssss/a",
        "{s}",
        "{s}/",
        "{s}/b",
        "{s}/a/"
      })
  void nothingElseIsThereAndNothingIsListed(String rest) throws IOException {
    String path = it.stored("a", "image/png", HELLO);
    String wrong = Uploads.PREFIX + rest.replace("{s}", path.split("/", -1)[2]);
    assertThat(it.answer(Call.get(wrong)).status()).isEqualTo(404);
    assertThat(it.answer(Call.put(wrong, HELLO)).status()).isEqualTo(404);
    assertThat(it.answer(new Call("DELETE", wrong)).status()).isEqualTo(405);
  }

  @Test
  void aLostFileIsNotFound() throws IOException {
    String path = it.stored("a", "image/png", HELLO);
    it.storage.delete(UploadFixture.id(path));
    assertThat(it.answer(Call.get(path)).status()).isEqualTo(404);
  }

  @Test
  void t19FilesWithANameOfTheirOwnAreNowhereElse(@TempDir Path other) throws IOException {
    try (UploadFixture apart = new UploadFixture(other, new Size(0), "https://Files.localhost")) {
      String path = apart.slot("a.png", "image/png", HELLO.length);
      Call wrong = Call.put(path, HELLO).with("content-type", "image/png").at("localhost");
      assertThat(apart.answer(wrong).status()).isEqualTo(404);
      Call put = Call.put(path, HELLO).with("content-type", "image/png").at("files.localhost:443");
      assertThat(apart.answer(put).status()).isEqualTo(201);
      assertThat(apart.answer(Call.get(path).at("localhost")).status()).isEqualTo(404);
      assertThat(apart.answer(Call.get(path).at("files.localhost:5443")).status()).isEqualTo(404);
      Call get = apart.answer(Call.get(path).at("files.localhost"));
      assertThat(get.status()).isEqualTo(200);
      assertThat(get.answered("content-security-policy")).contains("sandbox");
    }
  }
}
