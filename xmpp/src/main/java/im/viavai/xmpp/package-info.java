/// The language: addresses, names, stanzas, payload elements, errors and the byte tokenizer. No I/O.
///
/// A stanza is checked once and then travels as the bytes it came in. To read the code, follow one:
///
///     StreamReader      where elements begin and end in what a peer sends
///       Scanner         one element, from < to its end, resumable at any byte
///         CharacterData text and attribute values, eight bytes at a time
///         StartTag      one tag: its name and attributes, as positions
///         Scope         which prefix means what
///       StanzaAssembler what was found, as a
///     Stanza            fields, an index of children, and bytes; re-addressed and spliced without being read again
///       StanzaWriter    back to bytes
///     Tree, Element     for payloads that somebody does read
///
/// [Jid] is RFC 7622, [DataForm] XEP-0004, [Rsm] XEP-0059, [Timestamps] XEP-0082, [JidEscaping] XEP-0106.
///
/// What holds it up: `DifferentialTest` reads mutated stanzas with Woodstox beside it, `HostileXmlTest` has what costs
/// more than its bytes, `StreamReaderFuzzTest` looks for more, `StanzaBenchmark` says what it costs.
@NullMarked
package im.viavai.xmpp;

import org.jspecify.annotations.NullMarked;
