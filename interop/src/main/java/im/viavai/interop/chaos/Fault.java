package im.viavai.interop.chaos;

import im.viavai.interop.process.NotPossible;
import im.viavai.interop.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Something that goes wrong with a server, again and again, while a crowd talks.
sealed interface Fault extends AutoCloseable
    permits Kills, FullDisk, FailingSyncs, SteppingClock, StoppedReader {
  /// A server that it can go wrong with, not started.
  ///
  /// @param config what all such servers have in their configuration
  /// @throws NotPossible if this machine does not permit it
  ServerProcess prepare(Path data, String config) throws IOException, NotPossible;

  /// Goes wrong once. Everybody is online before and may be offline after.
  ///
  /// @return every breach of what is promised meanwhile, in words
  List<String> strike(Crowd crowd, ServerProcess server) throws Exception;

  /// What happened in the last strike, for people to read.
  String story();

  @Override
  void close();
}
