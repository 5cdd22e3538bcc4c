package im.viavai.server.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.viavai.xmpp.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where heads end, however they come.
final class HeadBufferTest {
  private final HeadBuffer buffer = new HeadBuffer();

  private void add(String text) {
    byte[] padded = ("?" + text + "?").getBytes(US_ASCII);
    buffer.add(padded, 1, padded.length - 2);
  }

  private String take(long most) {
    return new String(buffer.take(most), US_ASCII);
  }

  @Test
  void theEndIsFoundWhereverTheHeadIsCut() throws BadRequest {
    String head = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
    for (int cut = 0; cut < head.length(); cut++) {
      add(head.substring(0, cut));
      assertThat(buffer.endOfHead()).as(head.substring(0, cut)).isEqualTo(-1);
      add(head.substring(cut));
      assertThat(buffer.endOfHead()).isEqualTo(head.length() - 4);
      assertThat(take(Long.MAX_VALUE)).isEqualTo(head);
      assertThat(buffer.isEmpty()).isTrue();
    }
  }

  @Requirement(
      document = "RFC 9112",
      section = "2.2",
      quote = "MUST consider that element to be invalid or replace each bare CR with SP")
  @ParameterizedTest
  @ValueSource(strings = {"\n", "a\nb", "a\rb", "\r\r\n", "a\r\n\n", "a\r\n\rb"})
  void aLineEndsWithBothOrNotAtAll(String text) {
    add(text);
    assertThatThrownBy(buffer::endOfHead)
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("bare");
  }

  @Test
  void aRequestMayNotBeginWithAnEmptyLine() throws BadRequest {
    add("\r\nGET / HTTP/1.1\r\n\r\n");
    assertThat(buffer.endOfHead()).isEqualTo(16);
  }

  @Test
  void whatFollowsAHeadStaysAndIsSearchedFromItsBeginning() throws BadRequest {
    add("a\r\n\r\nbody b\r\n\r\n");
    assertThat(buffer.endOfHead()).isEqualTo(1);
    assertThat(take(5)).isEqualTo("a\r\n\r\n");
    assertThat(take(5)).isEqualTo("body ");
    assertThat(buffer.size()).isEqualTo(5);
    assertThat(buffer.endOfHead()).isEqualTo(1);
    buffer.clear();
    assertThat(buffer.isEmpty()).isTrue();
    assertThat(buffer.endOfHead()).isEqualTo(-1);
  }
}
