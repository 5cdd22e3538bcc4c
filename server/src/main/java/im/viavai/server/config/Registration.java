package im.viavai.server.config;

/// In-band registration (XEP-0077).
///
/// @param open whether anybody may make an account
/// @param perAddressPerHour accounts made from one network address in an hour
/// @param perHour accounts made in all in an hour
@Section("registration")
@Doc(
    "Accounts made by clients themselves (XEP-0077). Changing a password and removing an account work in any case.")
@PerDomain
public record Registration(
    @Doc("Whether anybody may make an account. Open servers draw spammers.") @Default("false")
        boolean open,
    @Doc("Accounts that may be made from one network address in an hour.") @Default("3") @CanBeOff
        int perAddressPerHour,
    @Doc("Accounts that may be made in all in an hour.") @Default("100") @CanBeOff int perHour) {}
