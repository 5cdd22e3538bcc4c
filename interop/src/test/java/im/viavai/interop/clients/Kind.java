package im.viavai.interop.clients;

import im.viavai.interop.process.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;

/// The clients we test with, and how each is started.
enum Kind {
  SMACK("", true) {
    @Override
    OtherClient login(ServerProcess server, String user) throws Exception {
      return new SmackClient(server, user);
    }
  },
  SLIXMPP("python3-slixmpp", true) {
    @Override
    boolean isInstalled() {
      return Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/slixmpp"));
    }

    @Override
    OtherClient login(ServerProcess server, String user) throws Exception {
      return new SlixmppClient(server, user);
    }
  },
  PROFANITY("profanity", true) {
    @Override
    OtherClient login(ServerProcess server, String user) throws Exception {
      return new ProfanityClient(server, user);
    }
  },
  POEZIO("poezio", true) {
    @Override
    OtherClient login(ServerProcess server, String user) throws Exception {
      return new PoezioClient(server, user);
    }
  },
  GO_SENDXMPP("go-sendxmpp", false) {
    @Override
    OtherClient login(ServerProcess server, String user) throws Exception {
      return new GoSendxmppClient(server, user);
    }
  };

  private final String debianPackage;
  private final boolean roster;

  Kind(String debianPackage, boolean roster) {
    this.debianPackage = debianPackage;
    this.roster = roster;
  }

  abstract OtherClient login(ServerProcess server, String user) throws Exception;

  String debianPackage() {
    return debianPackage;
  }

  /// Whether it has a roster at all.
  boolean hasRoster() {
    return roster;
  }

  boolean isInstalled() {
    return debianPackage.isEmpty()
        || (Files.isExecutable(Path.of("/usr/bin", debianPackage))
            && (this == GO_SENDXMPP || Files.isExecutable(Path.of("/usr/bin/tmux"))));
  }
}
