/// The operator's command: one class per subcommand, with its name, its help and what it does.
///
/// Nothing here knows the server: a command speaks to it through an [im.viavai.cli.AdminChannel],
/// which is the Unix domain socket of a running server, or the same commands on the opened store of
/// a stopped one.
@NullMarked
package im.viavai.cli;

import org.jspecify.annotations.NullMarked;
