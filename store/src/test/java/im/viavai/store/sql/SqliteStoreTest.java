package im.viavai.store.sql;

import im.viavai.store.AccountStoreContract;
import im.viavai.store.AdministratorStoreContract;
import im.viavai.store.ArchiveModelContract;
import im.viavai.store.ArchivePurgeContract;
import im.viavai.store.ArchiveStoreContract;
import im.viavai.store.InvitationStoreContract;
import im.viavai.store.RecoveryStoreContract;
import im.viavai.store.RosterStoreContract;
import im.viavai.store.SessionStoreContract;
import im.viavai.store.SmallStoresContract;
import im.viavai.store.TokenStoreContract;
import im.viavai.store.UploadStoreContract;
import org.junit.jupiter.api.Nested;

/// The contracts on SQLite.
class SqliteStoreTest {
  @Nested
  class Accounts extends AccountStoreContract {
    Accounts() {
      super(new SqliteBackend());
    }
  }

  @Nested
  class Administrators extends AdministratorStoreContract {
    Administrators() {
      super(new SqliteBackend());
    }
  }

  @Nested
  class Archives extends ArchiveStoreContract {
    Archives() {
      super(new SqliteBackend());
    }
  }

  @Nested
  class ArchivesPlacedAtOnce extends ArchiveStoreContract {
    ArchivesPlacedAtOnce() {
      super(new SqliteBackend(new LogPlacing.Pace(1, 1)));
    }
  }

  @Nested
  class ArchivesPlacedOften extends ArchiveStoreContract {
    ArchivesPlacedOften() {
      super(new SqliteBackend(new LogPlacing.Pace(7, 3)));
    }
  }

  @Nested
  class ArchivesPurged extends ArchivePurgeContract {
    ArchivesPurged() {
      super(new SqliteBackend());
    }
  }

  @Nested
  class ArchivesPurgedPlacedAtOnce extends ArchivePurgeContract {
    ArchivesPurgedPlacedAtOnce() {
      super(new SqliteBackend(new LogPlacing.Pace(1, 1)));
    }
  }

  @Nested
  class ArchivesPurgedPlacedOften extends ArchivePurgeContract {
    ArchivesPurgedPlacedOften() {
      super(new SqliteBackend(new LogPlacing.Pace(7, 3)));
    }
  }

  @Nested
  class ArchivesLikeTheModel extends ArchiveModelContract {
    ArchivesLikeTheModel() {
      super(new SqliteBackend());
    }
  }

  @Nested
  class ArchivesLikeTheModelPlacedAtOnce extends ArchiveModelContract {
    ArchivesLikeTheModelPlacedAtOnce() {
      super(new SqliteBackend(new LogPlacing.Pace(1, 1)));
    }
  }

  @Nested
  class ArchivesLikeTheModelPlacedOften extends ArchiveModelContract {
    ArchivesLikeTheModelPlacedOften() {
      super(new SqliteBackend(new LogPlacing.Pace(7, 3)));
    }
  }

  @Nested
  class Invitations extends InvitationStoreContract {
    Invitations() {
      super(new SqliteBackend());
    }
  }

  @Nested
  class Recovery extends RecoveryStoreContract {
    Recovery() {
      super(new SqliteBackend());
    }
  }

  @Nested
  class Rosters extends RosterStoreContract {
    Rosters() {
      super(new SqliteBackend());
    }
  }

  @Nested
  class Tokens extends TokenStoreContract {
    Tokens() {
      super(new SqliteBackend());
    }
  }

  @Nested
  class Sessions extends SessionStoreContract {
    Sessions() {
      super(new SqliteBackend());
    }
  }

  @Nested
  class Uploads extends UploadStoreContract {
    Uploads() {
      super(new SqliteBackend());
    }
  }

  @Nested
  class SmallOnes extends SmallStoresContract {
    SmallOnes() {
      super(new SqliteBackend());
    }
  }
}
