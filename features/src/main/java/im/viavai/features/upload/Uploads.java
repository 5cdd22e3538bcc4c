package im.viavai.features.upload;

import im.viavai.server.feature.At;
import im.viavai.server.feature.Feature;
import im.viavai.server.feature.Host;
import im.viavai.server.feature.IqHandler;
import im.viavai.server.feature.Spec;
import im.viavai.server.sasl.Tokens;
import im.viavai.server.web.HttpHandler;
import im.viavai.store.UploadStore;
import im.viavai.xmpp.DataForm;
import im.viavai.xmpp.Name;
import java.time.Duration;
import java.util.List;

/// Files for messages and profiles, uploaded and read by HTTPS.
public final class Uploads implements Feature {
  static final String NS = "urn:xmpp:http:upload:0";
  static final String PREFIX = "/upload/";

  private static final Name REQUEST = new Name(NS, "request");
  private static final Duration ROUND = Duration.ofMinutes(1);

  private final UploadStorage storage;
  private final Tokens tokens;

  /// @param storage of the bytes, the same for all domains
  /// @param tokens makes the secrets of the addresses
  public Uploads(UploadStorage storage, Tokens tokens) {
    this.storage = storage;
    this.tokens = tokens;
  }

  @Override
  public Spec spec() {
    return new Spec("XEP-0363", "1.2.0", Spec.Extent.COMPLETE);
  }

  @Override
  public void install(Host host) {
    UploadOptions options = host.config(UploadOptions.class);
    UploadStore store = host.store(UploadStore.class);
    if (host.domain().equals(host.domains().getFirst())) {
      Purge purge = new Purge(store, storage, host.clock(), host.clock().instant());
      host.every(ROUND, purge::run); // for all domains, and also for what was uploaded before
    }
    if (!options.enabled() || host.webAddress().isEmpty()) return;
    announce(host, options);
    Host.Counter refused =
        host.counter("uploads_refused", "Slots and uploads that were refused or broken off");
    Slots slots =
        new Slots(
            host.domain(),
            options.url().isEmpty() ? host.webAddress() : options.url(),
            options,
            store,
            storage,
            tokens,
            host.clock(),
            refused);
    host.onGet(At.DOMAIN, REQUEST, IqHandler.waiting(slots::answer));
    Receiving receiving =
        new Receiving(
            options,
            store,
            storage,
            host.clock(),
            host.counter("uploads", "Files uploaded"),
            host.counter("upload_bytes", "Bytes of the files uploaded"),
            refused);
    Door door =
        new Door(store, receiving, new Serving(storage, host.clock()), Door.nameIn(options.url()));
    host.serve(PREFIX, new HttpHandler.Waiting(HttpHandler.Paths.ESCAPED, door::handle));
  }

  /// §3, §5.
  private static void announce(Host host, UploadOptions options) {
    host.identify("store", "file", "HTTP File Upload");
    host.advertise(NS);
    for (String purpose : List.of("message", "profile", "ephemeral", "permanent"))
      host.advertise(Purpose.NS + '#' + purpose);
    long most = Math.min(options.fileBytes().bytes(), options.quota().bytes());
    host.describe(
        DataForm.builder(DataForm.Type.RESULT, NS)
            .value("max-file-size", Long.toString(most))
            .build()
            .toElement());
  }
}
