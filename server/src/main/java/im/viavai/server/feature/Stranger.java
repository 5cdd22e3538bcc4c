package im.viavai.server.feature;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// A connection on which nobody has logged in: where it comes from, and what it has shown. Any
/// thread; its requests are answered one after the other.
public final class Stranger {
  private final InetAddress address;
  private volatile @Nullable Pass pass;

  /// @param address where the client is, for limits
  public Stranger(InetAddress address) {
    this.address = address;
  }

  /// Where the client is, for limits.
  public InetAddress address() {
    return address;
  }

  /// What lets it make an account where sign-up is closed; null if it has shown nothing.
  public @Nullable Pass pass() {
    return pass;
  }

  /// It has shown something that lets it make an account; null: it has none any more.
  public void pass(@Nullable Pass shown) {
    pass = shown;
  }
}
