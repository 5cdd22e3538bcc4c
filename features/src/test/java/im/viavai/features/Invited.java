package im.viavai.features;

import im.viavai.server.invite.Inviting;
import im.viavai.store.AccountStore;
import im.viavai.store.Invitation.Kind;
import im.viavai.store.InvitationStore;
import im.viavai.store.NewInvitation;
import im.viavai.store.Store;
import im.viavai.xmpp.Jid;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/// Reads the invitations of a [Script] into the store.
final class Invited {
  private Invited() {}

  static void add(Store store, InstantSource clock, String token, String what) {
    Kind kind = Kind.ACCOUNT;
    long inviter = 0;
    String named = "";
    String domain = "localhost";
    int uses = 1;
    int days = 7;
    for (String part : what.split(", ", -1)) {
      String[] words = part.split(" ", -1);
      if (part.startsWith("named ")) {
        named = words[1];
      } else if (part.startsWith("on ")) {
        domain = words[1];
      } else if (part.endsWith(" uses")) {
        uses = Integer.parseInt(words[0]);
      } else if (part.endsWith(" days")) {
        days = Integer.parseInt(words[0]);
      } else {
        String[] sides = part.split(" of ", 2);
        kind = Kind.valueOf(sides[0].toUpperCase(Locale.ROOT).replace(' ', '_'));
        if (sides.length > 1) {
          inviter = store.port(AccountStore.class).find(Jid.of(sides[1])).orElseThrow().key();
        }
      }
    }
    store
        .port(InvitationStore.class)
        .add(
            new NewInvitation(
                Inviting.hash(token),
                kind,
                inviter,
                domain,
                named,
                uses,
                clock.millis() + Duration.ofDays(days).toMillis()),
            Integer.MAX_VALUE);
  }
}
