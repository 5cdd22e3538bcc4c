package im.viavai.features.upload;

import im.viavai.server.config.Size;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqRequest;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.session.Session;
import im.viavai.store.UploadRecord;
import im.viavai.store.UploadRecord.State;
import im.viavai.store.UploadStore;
import im.viavai.store.UploadStore.Allowance;
import im.viavai.store.UploadStore.Reservation;
import im.viavai.xmpp.Element;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Stanza;
import im.viavai.xmpp.StanzaError;
import im.viavai.xmpp.StanzaError.Condition;
import im.viavai.xmpp.Timestamps;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives slots (§4) or says why not (§6). Virtual threads.
///
/// @param domain whose accounts may have them
/// @param address of what is below [Uploads#PREFIX], without that
record Slots(
    Jid domain,
    String address,
    UploadOptions options,
    UploadStore store,
    UploadStorage storage,
    Tokens tokens,
    InstantSource clock,
    Host.Counter refused) {
  private static final Logger log = LoggerFactory.getLogger(Slots.class);
  private static final Duration HOUR = Duration.ofHours(1);

  Stanza answer(IqRequest request) {
    Session sender = request.sender();
    if (sender == null || !sender.address().domainpart().equals(domain.domainpart()))
      return refuse(request, StanzaError.of(Condition.FORBIDDEN, "Only for accounts of " + domain));
    return switch (SlotRequest.of(request.payload())) {
      case SlotRequest.Bad(StanzaError error) -> refuse(request, error);
      case SlotRequest.Good good -> answer(request, sender.account().key(), good);
    };
  }

  private Stanza answer(IqRequest request, long account, SlotRequest.Good asked) {
    Instant now = clock.instant();
    long quota = asked.purpose().bucket().quotaBytes(options);
    long most = Math.min(options.fileBytes().bytes(), quota);
    if (asked.bytes() > most) return refuse(request, tooLarge(most));
    if (!asked.purpose().before().isAfter(now))
      return refuse(request, StanzaError.of(Condition.NOT_ACCEPTABLE, "This time is over."));
    if (!hasRoom(asked.bytes()))
      return refuse(request, StanzaError.of(Condition.RESOURCE_CONSTRAINT, "The disk is full."));
    String secret = Secret.fresh(tokens);
    UploadRecord slot =
        new UploadRecord(
            Secret.id(secret),
            account,
            asked.purpose().bucket().word(),
            asked.name(),
            asked.type(),
            asked.bytes(),
            now.toEpochMilli(),
            now.plus(options.slotTimeout()).toEpochMilli(),
            asked.purpose().expiresMillis(now, options),
            State.SLOT);
    Allowance allowance =
        new Allowance(quota, options.slotsPerHour(), now.minus(HOUR).toEpochMilli());
    return switch (store.reserve(slot, allowance)) {
      case Reservation.Reserved() -> request.result(slot(secret, asked.name()));
      case Reservation.TooMany(long oldest) ->
          refuse(
              request,
              wait("Only " + options.slotsPerHour() + " files in an hour.")
                  .with(retry(Instant.ofEpochMilli(oldest).plus(HOUR))));
      case Reservation.OverQuota over -> {
        StanzaError full = wait("Only " + new Size(quota).words() + " in all.");
        yield refuse(
            request,
            over.roomMillis().isEmpty()
                ? full
                : full.with(retry(Instant.ofEpochMilli(over.roomMillis().getAsLong()))));
      }
    };
  }

  private Stanza refuse(IqRequest request, StanzaError error) {
    refused.increment();
    return request.error(error);
  }

  private boolean hasRoom(long bytes) {
    try {
      return storage.freeBytes() - bytes >= options.minimumFree().bytes();
    } catch (IOException e) {
      log.atError().setCause(e).log("upload_storage_failed");
      return false;
    }
  }

  private static StanzaError wait(String text) {
    return StanzaError.of(Condition.RESOURCE_CONSTRAINT, text);
  }

  private static StanzaError tooLarge(long most) {
    return StanzaError.of(
            Condition.NOT_ACCEPTABLE,
            "File too large. The maximum file size is " + new Size(most).words())
        .with(
            Element.of(Uploads.NS, "file-too-large")
                .with(Element.of(Uploads.NS, "max-file-size").withText(Long.toString(most))));
  }

  private static Element retry(Instant when) {
    return Element.of(Uploads.NS, "retry").with("stamp", Timestamps.format(when));
  }

  private Element slot(String secret, String name) {
    String url = address + Uploads.PREFIX + secret + '/' + Disposition.escaped(name);
    return Element.of(Uploads.NS, "slot")
        .with(Element.of(Uploads.NS, "put").with("url", url))
        .with(Element.of(Uploads.NS, "get").with("url", url));
  }
}
