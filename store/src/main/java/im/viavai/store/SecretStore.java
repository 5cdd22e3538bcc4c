package im.viavai.store;

/// The secret of the store itself: it lies with the data and moves with it, so what was derived
/// from it stays valid after a restore and on another machine.
public interface SecretStore {
  /// The secret, the same for ever. Where there is none yet, `fresh` is kept and is the secret from
  /// now on. May wait.
  ///
  /// @param fresh at least 16 random bytes
  byte[] secret(byte[] fresh);
}
