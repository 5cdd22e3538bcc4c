package im.viavai.interop.clients;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.interop.process.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smackx.carbons.CarbonManager;
import org.jivesoftware.smackx.mam.MamManager;
import org.jivesoftware.smackx.sid.element.StanzaIdElement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Smack can do beyond talking: archive, carbons, resumption.
class SmackTest {
  @TempDir static Path data;
  static ServerProcess server;

  @BeforeAll
  static void start() {
    server = new ServerProcess(data.resolve("data"), "");
    server.start();
    server.accounts(List.of("romeo", "juliet", "nurse"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aMessageLiesInBothArchivesUnderTheIdItsRecipientSaw() throws Exception {
    try (SmackClient romeo = new SmackClient(server, "romeo");
        SmackClient juliet = new SmackClient(server, "juliet")) {
      romeo.send("juliet", "kept for both");
      Message seen = juliet.take("kept for both");
      StanzaIdElement id = seen.getExtension(StanzaIdElement.class);
      assertThat(id).isNotNull();
      for (SmackClient client : List.of(romeo, juliet)) {
        MamManager archive = MamManager.getInstanceFor(client.connection());
        assertThat(archive.isSupported()).isTrue();
        List<Message> found =
            archive
                .queryArchive(MamManager.MamQueryArgs.builder().setResultPageSizeTo(50).build())
                .getMessages();
        assertThat(found).extracting(Message::getBody).contains("kept for both");
      }
    }
  }

  @Test
  void anotherDeviceGetsACarbonOfWhatWasSentAndReceived() throws Exception {
    BlockingQueue<String> copies = new LinkedBlockingQueue<>();
    try (SmackClient romeo = new SmackClient(server, "romeo", "one");
        SmackClient romeoToo = new SmackClient(server, "romeo", "two");
        SmackClient nurse = new SmackClient(server, "nurse")) {
      CarbonManager carbons = CarbonManager.getInstanceFor(romeoToo.connection());
      carbons.addCarbonCopyReceivedListener(
          (direction, copy, wrapping) -> copies.add(direction + " " + copy.getBody()));
      assertThat(carbons.isSupportedByServer()).isTrue();
      carbons.enableCarbons();
      romeo.send("nurse", "sent from one");
      nurse.awaitMessage("sent from one");
      assertThat(copies.poll(30, TimeUnit.SECONDS)).isEqualTo("sent sent from one");
    }
  }

  @Test
  void aSessionIsResumedAfterTheNetworkWasLostAndAfterAGracefulRestart() throws Exception {
    try (SmackClient juliet = new SmackClient(server, "juliet", "phone")) {
      assertThat(juliet.connection().isSmResumptionPossible()).isTrue();
      juliet.connection().instantShutdown();
      try (SmackClient nurse = new SmackClient(server, "nurse")) {
        nurse.send("juliet", "while the line was dead");
      }
      juliet.connection().connect().login();
      assertThat(juliet.connection().streamWasResumed()).isTrue();
      juliet.awaitMessage("while the line was dead");

      juliet.connection().instantShutdown();
      server.stop();
      server.start();
      juliet.connection().connect().login();
      assertThat(juliet.connection().streamWasResumed()).isTrue();
      try (SmackClient nurse = new SmackClient(server, "nurse")) {
        nurse.send("juliet", "after the restart");
      }
      juliet.awaitMessage("after the restart");
    }
  }
}
