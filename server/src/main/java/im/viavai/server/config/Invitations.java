package im.viavai.server.config;

import java.time.Duration;

/// Invitations (XEP-0401).
///
/// @param users whether accounts may invite
/// @param accounts whether whom an account invites may make an account here
/// @param lasts how long an invitation holds
/// @param perAccount invitations of one account that are open at a time
@Section("invitations")
@Doc("Invitations: links with which people sign up here and become contacts (XEP-0401).")
@PerDomain
public record Invitations(
    @Doc("Whether accounts may invite. The operator and administrators always may.")
        @Default("true")
        boolean users,
    @Doc(
            "Whether people whom an account invites may make an account here; else they only become a contact, from the server where they have one.")
        @Default("true")
        boolean accounts,
    @Doc("How long an invitation holds, unless whoever makes it says otherwise.")
        @Default("7d")
        @Range(min = 60)
        Duration lasts,
    @Doc("Invitations of one account that are neither used nor over. Administrators have no limit.")
        @Default("20")
        @CanBeOff
        int perAccount) {}
