package im.viavai.server.sasl;

import im.viavai.server.config.Auth;
import im.viavai.store.PreferenceStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which devices of an account have logged in with channel binding (T2, T3). XEP-0474 shows a
/// client that its offer was changed; this shows the server that a device which could bind does not
/// do so any more, as behind somebody in the middle with a certificate of his own.
///
/// A device is the `id` of the user agent (XEP-0388 section 2.2), so logins without one are not
/// watched. SCRAM does not sign that id: who sits in the middle can make one up, and is a new
/// device then, of which the owner sees a session and, with FAST, an entry in the list of clients.
///
/// Waits for the store. Any thread that may.
public final class BoundDevices {

  /// Devices remembered of an account; at the limit the one longest known goes.
  public static final int LIMIT = 100;

  /// Devices known to be in the store, so that most logins need not ask; at the limit all are
  /// forgotten.
  private static final int REMEMBERED = 10_000;

  private static final Logger log = LoggerFactory.getLogger(BoundDevices.class);
  private static final String KEY = "login.bound"; // ids, longest known first

  private final PreferenceStore store;
  private final Auth auth;
  private final Runnable downgraded;
  private final Set<Device> remembered = ConcurrentHashMap.newKeySet();

  private record Device(long account, String name) {}

  /// @param auth says whether a login without binding is refused or only reported
  /// @param downgraded counts such logins
  public BoundDevices(PreferenceStore store, Auth auth, Runnable downgraded) {
    this.store = store;
    this.auth = auth;
    this.downgraded = downgraded;
  }

  /// Whether a login that has proven itself may go on.
  ///
  /// @param device the `id` of its user agent, `""` if it gave none
  /// @param offer what its connection was offered
  public boolean permits(Identity who, String device, String mechanism, SaslOffer offer) {
    if (device.isEmpty() || !offer.offersBinding()) {
      return true;
    }
    var name = shortened(device);
    if (isBound(mechanism)) {
      remember(who, name);
      return true;
    }
    if (!known(who).contains(name)) {
      return true;
    }
    downgraded.run();
    log.atWarn()
        .addKeyValue("account", who.account())
        .addKeyValue("device", device)
        .addKeyValue("mechanism", mechanism)
        .addKeyValue("refused", auth.refuseDowngrades())
        .log("login_downgraded");
    return !auth.refuseDowngrades();
  }

  private static boolean isBound(String mechanism) {
    return mechanism.endsWith("-PLUS")
        || FastMechanism.of(mechanism).filter(fast -> fast != FastMechanism.NONE).isPresent();
  }

  /// All devices of an account must fit into one value of the store.
  private static String shortened(String device) {
    return Long.toHexString(UUID.fromString(device).getMostSignificantBits());
  }

  private List<String> known(Identity who) {
    return store.load(who.key(), KEY).map(ids -> List.of(ids.split(" "))).orElse(List.of());
  }

  private void remember(Identity who, String name) {
    var device = new Device(who.key(), name);
    if (remembered.contains(device)) {
      return;
    }
    var all = new ArrayList<>(known(who));
    if (!all.contains(name)) {
      if (all.size() >= LIMIT) {
        all.removeFirst();
      }
      all.add(name);
      store.save(who.key(), KEY, String.join(" ", all));
    }
    if (remembered.size() >= REMEMBERED) {
      remembered.clear();
    }
    remembered.add(device);
  }
}
