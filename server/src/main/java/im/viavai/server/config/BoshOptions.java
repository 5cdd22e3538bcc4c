package im.viavai.server.config;

import java.time.Duration;

/// What a session of BOSH (XEP-0124) may cost.
///
/// @param longestWait time that a request is held
/// @param hold most requests held
/// @param inactivity time without a request
/// @param polling shortest time between two requests that say nothing
/// @param maxPause longest pause that a client may ask for
/// @param sessions in all
/// @param sessionsPerAddress from one network address
/// @param requestBytes the body of one request
/// @param queueBytes what waits for one client
@Section("bosh")
@Doc(
    "BOSH (XEP-0124), for clients that can have neither a connection nor a WebSocket. A client may ask for less than these.")
public record BoshOptions(
    @Doc("Longest time that a request is held before it is answered empty.")
        @Default("60s")
        @Range(min = 1, max = 600)
        Duration longestWait,
    @Doc(
            "Most requests of a session that are held. It may have one more open; a further one ends it with policy-violation.")
        @Default("2")
        @Range(min = 1, max = 8)
        int hold,
    @Doc(
            "Time without a request after which a session is lost. It may be resumed like one whose connection broke.")
        @Default("30s")
        @Range(min = 1, max = 3600)
        Duration inactivity,
    @Doc(
            "Shortest time between two requests that say nothing. One that comes sooner ends the session with policy-violation.")
        @Default("2s")
        @Range(min = 0, max = 60)
        Duration polling,
    @Doc("Longest pause that a client may ask for. A longer one is no pause.")
        @Default("2m")
        @Range(min = 1, max = 3600)
        Duration maxPause,
    @Doc("Sessions in all. A further one is refused with policy-violation.")
        @Default("100000")
        @CanBeOff
        int sessions,
    @Doc("Sessions from one network address. A further one is refused with policy-violation.")
        @Default("500")
        @CanBeOff
        int sessionsPerAddress,
    @Doc("Largest body of a request. A larger one is answered with 413.")
        @Default("1MiB")
        @Range(min = 16_384, max = 67_108_864)
        Size requestBytes,
    @Doc(
            "Bytes that wait for a client, and bytes of answers that are kept in case it asks again. Above the first the session is lost and may be resumed.")
        @Default("1MiB")
        @Range(min = 65_536, max = 67_108_864)
        Size queueBytes) {}
