package im.viavai.server.net;

import java.net.InetSocketAddress;

/// A port that is listened on.
///
/// @param config what was asked for
/// @param address where it is, with the real port
public record Listener(ListenerConfig config, InetSocketAddress address) {}
