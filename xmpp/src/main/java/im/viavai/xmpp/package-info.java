/// The language: addresses, names, stanzas, payload elements, errors and the byte tokenizer. No
/// I/O.
@NullMarked
package im.viavai.xmpp;

import org.jspecify.annotations.NullMarked;
