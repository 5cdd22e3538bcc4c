package im.viavai.features.archive;

import im.viavai.server.config.ArchiveOptions;
import im.viavai.server.feature.ArchivePolicy;
import im.viavai.server.feature.Passage;
import im.viavai.server.session.Account;
import im.viavai.store.ArchivePreferences;
import im.viavai.xmpp.Jid;

/// What of a message is kept in the archive of one account: its worth (XEP-0313 §6.1), then what
/// the user wants (XEP-0441 §2), else what the configuration says.
///
/// @param byDefault for accounts that never chose
record KeepRules(ArchiveOptions.Choice byDefault) implements ArchivePolicy {
  @Override
  public Keep keep(Passage passage) {
    return switch (Worth.of(passage.stanza())) {
      case NOTHING -> Keep.NOTHING;
      case DELIVERY -> Keep.UNTIL_DELIVERED;
      case ARCHIVE -> isWanted(passage) ? Keep.ARCHIVE : Keep.NOTHING;
      case ARCHIVE_AND_DELIVERY ->
          isWanted(passage) ? Keep.ARCHIVE_AND_DELIVER : Keep.UNTIL_DELIVERED;
    };
  }

  private boolean isWanted(Passage passage) {
    return isWanted(passage.account(), passage.with());
  }

  /// Whether an account wants messages with that one archived.
  boolean isWanted(Account account, Jid with) {
    ArchivePreferences chosen = account.archivePreferences();
    if (!chosen.never().isEmpty() || !chosen.always().isEmpty()) {
      // XEP-0441 §2.3.1; the more exact one wins, and of two alike the one that keeps less
      if (chosen.never().contains(with)) return false;
      if (chosen.always().contains(with)) return true;
      if (chosen.never().contains(with.bare())) return false;
      if (chosen.always().contains(with.bare())) return true;
    }
    return switch (chosen.rule()) {
      case ALWAYS -> true;
      case NEVER -> false;
      case ROSTER -> isContact(account, with);
      case UNSET ->
          switch (byDefault) {
            case ALWAYS -> true;
            case NEVER -> false;
            case ROSTER -> isContact(account, with);
          };
    };
  }

  private static boolean isContact(Account account, Jid with) {
    return account.roster().contains(with.bare()) || with.bare().equals(account.address());
  }
}
