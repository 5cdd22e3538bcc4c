package im.viavai.features.upload;

import im.viavai.server.feature.Host;
import im.viavai.server.web.HttpExchange;
import im.viavai.server.web.Response;
import im.viavai.store.UploadRecord;
import im.viavai.store.UploadRecord.State;
import im.viavai.store.UploadStore;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a file (§7): exactly what the slot is for, once. Virtual threads.
record Receiving(
    UploadOptions options,
    UploadStore store,
    UploadStorage storage,
    InstantSource clock,
    Host.Counter uploads,
    Host.Counter bytes,
    Host.Counter refused) {
  private static final Logger log = LoggerFactory.getLogger(Receiving.class);

  /// What becomes of a PUT before its body is looked at.
  private sealed interface Verdict {
    record Take(UploadRecord slot, String type) implements Verdict {}

    record Refuse(int status, String text) implements Verdict {}
  }

  void receive(HttpExchange.Blocking exchange, @Nullable UploadRecord slot) throws IOException {
    switch (judge(exchange, slot)) {
      case Verdict.Refuse(int status, String text) -> refuse(exchange, status, text);
      case Verdict.Take(UploadRecord free, String type) -> {
        if (store.begin(free.id(), type)) take(exchange, free);
        else refuse(exchange, 409, "This slot was used.");
      }
    }
  }

  private Verdict judge(HttpExchange.Blocking exchange, @Nullable UploadRecord slot)
      throws IOException {
    long now = clock.millis();
    if (slot == null || slot.expiresMillis() <= now)
      return new Verdict.Refuse(404, "There is no such slot.");
    if (slot.state() != State.SLOT) return new Verdict.Refuse(409, "This slot was used.");
    if (slot.slotEndsMillis() <= now) return new Verdict.Refuse(410, "This slot is over.");
    if (exchange.header("content-length").isEmpty())
      return new Verdict.Refuse(411, "Content-Length, please.");
    if (exchange.bodyBytes() != slot.bytes()) {
      int status = exchange.bodyBytes() > slot.bytes() ? 413 : 400;
      return new Verdict.Refuse(status, "The slot is for " + slot.bytes() + " bytes.");
    }
    if (!exchange.header("content-range").isEmpty()
        || !exchange.header("content-encoding").isEmpty())
      return new Verdict.Refuse(400, "The whole file as it is, please.");
    String type = exchange.header("content-type");
    if (!type.isEmpty() && !MediaTypes.isType(type))
      return new Verdict.Refuse(400, "This is no media type.");
    boolean same = MediaTypes.essence(type).equals(MediaTypes.essence(slot.type()));
    if (!type.isEmpty() && !slot.type().isEmpty() && !same)
      return new Verdict.Refuse(415, "The slot is for " + slot.type() + '.');
    if (!hasRoom(slot.bytes())) return new Verdict.Refuse(507, "The disk is full.");
    return new Verdict.Take(slot, type.isEmpty() ? MediaTypes.UNKNOWN : type);
  }

  private boolean hasRoom(long needed) {
    try {
      return storage.freeBytes() - needed >= options.minimumFree().bytes();
    } catch (IOException e) {
      log.atError().setCause(e).log("upload_storage_failed");
      return false;
    }
  }

  private void take(HttpExchange.Blocking exchange, UploadRecord slot) throws IOException {
    boolean kept = false;
    try {
      storage.write(slot.id(), exchange.body(), slot.bytes());
      kept = store.complete(slot.id(), clock.millis());
    } catch (UploadStorage.StorageFailed e) {
      log.atError().setCause(e).log("upload_storage_failed");
      refuse(exchange, 507, "It could not be kept.");
      return;
    } finally {
      if (!kept) forget(slot);
    }
    if (!kept) {
      refuse(exchange, 410, "It is over.");
      return;
    }
    uploads.increment();
    bytes.add(slot.bytes());
    exchange.respond(Door.open(Response.text(201, "Thank you.")));
  }

  /// Nothing of it is left behind; where the storage fails, the row stays until it is well again.
  private void forget(UploadRecord slot) throws IOException {
    refused.increment();
    storage.delete(slot.id());
    store.fail(slot.id());
  }

  private void refuse(HttpExchange exchange, int status, String text) {
    refused.increment();
    exchange.respond(Door.open(Response.text(status, text)));
  }
}
