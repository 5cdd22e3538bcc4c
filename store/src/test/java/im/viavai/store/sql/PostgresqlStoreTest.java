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
import org.junit.jupiter.api.extension.ExtendWith;

/// The contracts on PostgreSQL.
@ExtendWith(NeedsPostgresql.class)
class PostgresqlStoreTest {
  @Nested
  class Accounts extends AccountStoreContract {
    Accounts(PostgresqlServer server) {
      super(server.backend());
    }
  }

  @Nested
  class Administrators extends AdministratorStoreContract {
    Administrators(PostgresqlServer server) {
      super(server.backend());
    }
  }

  @Nested
  class Archives extends ArchiveStoreContract {
    Archives(PostgresqlServer server) {
      super(server.backend());
    }
  }

  @Nested
  class ArchivesPurged extends ArchivePurgeContract {
    ArchivesPurged(PostgresqlServer server) {
      super(server.backend());
    }
  }

  @Nested
  class ArchivesLikeTheModel extends ArchiveModelContract {
    ArchivesLikeTheModel(PostgresqlServer server) {
      super(server.backend());
    }
  }

  @Nested
  class Invitations extends InvitationStoreContract {
    Invitations(PostgresqlServer server) {
      super(server.backend());
    }
  }

  @Nested
  class Recovery extends RecoveryStoreContract {
    Recovery(PostgresqlServer server) {
      super(server.backend());
    }
  }

  @Nested
  class Rosters extends RosterStoreContract {
    Rosters(PostgresqlServer server) {
      super(server.backend());
    }
  }

  @Nested
  class Tokens extends TokenStoreContract {
    Tokens(PostgresqlServer server) {
      super(server.backend());
    }
  }

  @Nested
  class Sessions extends SessionStoreContract {
    Sessions(PostgresqlServer server) {
      super(server.backend());
    }
  }

  @Nested
  class Uploads extends UploadStoreContract {
    Uploads(PostgresqlServer server) {
      super(server.backend());
    }
  }

  @Nested
  class SmallOnes extends SmallStoresContract {
    SmallOnes(PostgresqlServer server) {
      super(server.backend());
    }
  }
}
