/// The server as its operator runs it: a process of its own, with a data folder, ports and signals.
@NullMarked
package im.viavai.interop.process;

import org.jspecify.annotations.NullMarked;
