/// The operator's way into a running server: commands over a Unix domain socket in the data folder.
///
/// The protocol, version 1, is a row of netstrings (`LENGTH:BYTES,`, UTF-8) each way; the first
/// character says what it is.
///
/// | from the operator | meaning |
/// |---|---|
/// | `viavai-admin 1` | the version, once, first |
/// | `cNAME` | the command |
/// | `aTEXT` | an argument, any number |
/// | `r` | run it now |
/// | `iTEXT` | a line of input, any number |
/// | `z` | no more input |
///
/// | from the server | meaning |
/// |---|---|
/// | `oTEXT` | a line for standard output |
/// | `eTEXT` | a line for standard error |
/// | `xNUMBER` | the exit code, last |
///
/// Passwords travel as input, never as arguments. The socket belongs to the user who runs the
/// server (mode 0600).
@NullMarked
package im.viavai.server.admin;

import org.jspecify.annotations.NullMarked;
