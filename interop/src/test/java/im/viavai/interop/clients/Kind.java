package im.viavai.interop.clients;

import im.viavai.interop.process.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;

/// The clients we test with, and how each is started.
public enum Kind {
  SMACK("", true) {
    @Override
    public OtherClient login(ServerProcess server, String user, String password) throws Exception {
      return new SmackClient(server, user, password, "smack");
    }
  },
  SLIXMPP("python3-slixmpp", true) {
    @Override
    public boolean isInstalled() {
      return Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/slixmpp"));
    }

    @Override
    public OtherClient login(ServerProcess server, String user, String password) throws Exception {
      return new SlixmppClient(server, user, password);
    }
  },
  PROFANITY("profanity", true) {
    @Override
    public OtherClient login(ServerProcess server, String user, String password) throws Exception {
      return new ProfanityClient(server, user, password);
    }
  },
  POEZIO("poezio", true) {
    @Override
    public OtherClient login(ServerProcess server, String user, String password) throws Exception {
      return new PoezioClient(server, user, password);
    }
  },
  GO_SENDXMPP("go-sendxmpp", false) {
    @Override
    public OtherClient login(ServerProcess server, String user, String password) throws Exception {
      return new GoSendxmppClient(server, user, password);
    }
  };

  private final String debianPackage;
  private final boolean roster;

  Kind(String debianPackage, boolean roster) {
    this.debianPackage = debianPackage;
    this.roster = roster;
  }

  /// Logs in as `USER@localhost`.
  public abstract OtherClient login(ServerProcess server, String user, String password)
      throws Exception;

  /// Logs in with the password that [ServerProcess#accounts] gives.
  public final OtherClient login(ServerProcess server, String user) throws Exception {
    return login(server, user, "secret");
  }

  /// The package that holds it.
  public String debianPackage() {
    return debianPackage;
  }

  /// Whether it has a roster at all.
  public boolean hasRoster() {
    return roster;
  }

  /// Whether it can be started here.
  public boolean isInstalled() {
    return debianPackage.isEmpty()
        || (Files.isExecutable(Path.of("/usr/bin", debianPackage))
            && (this == GO_SENDXMPP || Files.isExecutable(Path.of("/usr/bin/tmux"))));
  }
}
