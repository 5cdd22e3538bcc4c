package im.viavai.server.config;

import java.time.Duration;

/// Codes for those who forgot their password.
///
/// @param lasts how long a code of the operator holds
/// @param printedLasts how long a code holds that somebody printed in advance
@Section("recovery")
@Doc("Codes that set a new password for who forgot it, once.")
@PerDomain
public record Recovery(
    @Doc("How long a code holds that \"viavai account recovery\" made, unless it says otherwise.")
        @Default("1d")
        @Range(min = 60)
        Duration lasts,
    @Doc("How long a code holds that somebody printed in advance.")
        @Default("730d")
        @Range(min = 60)
        Duration printedLasts) {}
