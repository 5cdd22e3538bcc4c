package im.viavai.server.config;

import java.time.Duration;

/// Every limit of the server. Off means the largest value of the type (see [CanBeOff]).
///
/// @param stanzaBytes one stanza after login
/// @param stanzaBytesBeforeLogin one element before login; RFC 6120 section 13.12 wants at least
///   10,000 in all cases
/// @param connections open connections in all
/// @param connectionsPerAddress open connections from one network address
/// @param acceptsPerSecond connections accepted in a second, in all
/// @param acceptsPerSecondPerAddress connections accepted in a second from one network address
/// @param tlsTimeout from accept to the end of the TLS handshake
/// @param loginTimeout from accept to a bound resource; nothing the client sends extends it
/// @param loginAttempts failed logins on one stream, RFC 6120 section 6.4.5
/// @param loginFailuresPerAddress failed logins from one address in a minute
/// @param loginFailuresPerAccount failed logins to one account in a minute
/// @param stanzasPerSecond stanzas of one connection; above it reading pauses
/// @param stanzasBurst stanzas at once after a pause
/// @param bytesPerSecond bytes of one connection; above it reading pauses
/// @param bytesBurst bytes at once after a pause
/// @param sendQueueBytes bytes waiting for one slow connection
/// @param resourcesPerAccount bound resources of an account
/// @param rosterItems contacts in a roster
/// @param pendingSubscriptions requests of strangers that wait for an answer
/// @param blockedItems entries of a block list
/// @param unackedStanzas stanzas sent and not yet acknowledged, XEP-0198
/// @param unackedBytes bytes of them
/// @param resumeTimeout how long a lost session may be resumed, XEP-0198
/// @param privateBytes private XML of an account in all, XEP-0049
/// @param vcardBytes a vCard, XEP-0054
@Section("limits")
@Doc(
    "Limits. \"off\" (or 0) switches one off where its line says so. What happens at each limit stands beside it; each has a"
        + " metric.")
public record Limits(
    @Doc(
            "Largest stanza of a client that is logged in. A larger one ends the stream with policy-violation.")
        @Default("256KiB")
        @Range(min = 10_000)
        @CanBeOff
        Size stanzaBytes,
    @Doc(
            "Largest element of a client that is not logged in. A larger one ends the stream with policy-violation.")
        @Default("10KiB")
        @Range(min = 4096)
        @CanBeOff
        Size stanzaBytesBeforeLogin,
    @Doc("Open connections in all. Further ones are closed at once.") @Default("100000") @CanBeOff
        int connections,
    @Doc("Open connections from one network address. Further ones are closed at once.")
        @Default("1000")
        @CanBeOff
        int connectionsPerAddress,
    @Doc("Connections accepted in a second, in all. Further ones wait in the system's queue.")
        @Default("500")
        @CanBeOff
        int acceptsPerSecond,
    @Doc(
            "Connections accepted in a second from one network address. Further ones are closed at once.")
        @Default("100")
        @Range(min = 1)
        @CanBeOff
        int acceptsPerSecondPerAddress,
    @Doc("Time for the TLS handshake.") @Default("10s") @Range(min = 1) @CanBeOff
        Duration tlsTimeout,
    @Doc(
            "Time from the connection to the end of the login. Nothing that the client sends extends it.")
        @Default("30s")
        @Range(min = 1)
        @CanBeOff
        Duration loginTimeout,
    @Doc("Failed logins on one stream before it is closed.")
        @Default("5")
        @Range(min = 1, max = 100)
        int loginAttempts,
    @Doc(
            "Failed logins from one network address in a minute. Further ones are refused until the minute is over.")
        @Default("60")
        @CanBeOff
        int loginFailuresPerAddress,
    @Doc(
            "Failed logins to one account from one network address in a minute. Further ones are refused until the minute is over.")
        @Default("20")
        @CanBeOff
        int loginFailuresPerAccount,
    @Doc(
            "Stanzas in a second from one connection, in the long run. Above it the server reads more slowly.")
        @Default("200")
        @CanBeOff
        int stanzasPerSecond,
    @Doc("Stanzas that may come at once after a pause.") @Default("2000") @CanBeOff
        int stanzasBurst,
    @Doc(
            "Bytes in a second from one connection, in the long run. Above it the server reads more slowly.")
        @Default("512KiB")
        @CanBeOff
        Size bytesPerSecond,
    @Doc("Bytes that may come at once after a pause.") @Default("4MiB") @CanBeOff Size bytesBurst,
    @Doc(
            "Bytes waiting for a connection that reads slowly. Above it the connection is closed; its session can be resumed.")
        @Default("1MiB")
        @Range(min = 65_536)
        @CanBeOff
        Size sendQueueBytes,
    @Doc("Resources of one account at once. A further one is refused with resource-constraint.")
        @Default("20")
        @CanBeOff
        int resourcesPerAccount,
    @Doc("Contacts in one roster. A further one is refused with resource-constraint.")
        @Default("5000")
        @CanBeOff
        int rosterItems,
    @Doc("Subscription requests that wait for one account's answer. Further ones are dropped.")
        @Default("200")
        @CanBeOff
        int pendingSubscriptions,
    @Doc("Entries in one block list. A further one is refused with resource-constraint.")
        @Default("5000")
        @CanBeOff
        int blockedItems,
    @Doc(
            "Stanzas sent to a client and not yet acknowledged (XEP-0198). Above it the stream is closed; nothing archived is lost.")
        @Default("2000")
        @CanBeOff
        int unackedStanzas,
    @Doc("Bytes of those stanzas.") @Default("4MiB") @CanBeOff Size unackedBytes,
    @Doc("How long a session whose connection was lost may be resumed (XEP-0198).")
        @Default("10m")
        @Range(min = 1, max = 86_400)
        Duration resumeTimeout,
    @Doc("Private XML of one account in all (XEP-0049). More is refused with resource-constraint.")
        @Default("1MiB")
        @CanBeOff
        Size privateBytes,
    @Doc("One vCard (XEP-0054). A larger one is refused with resource-constraint.")
        @Default("256KiB")
        @CanBeOff
        Size vcardBytes) {}
