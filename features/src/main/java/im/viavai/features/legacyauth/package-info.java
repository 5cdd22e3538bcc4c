/// Refuses logins of before SASL (XEP-0078), which is obsolete: a client that asks before login is
/// told `service-unavailable` and may go on with SASL. After login nobody owns the payload, which
/// gives the same answer. Not done: a client that tried SASL before is not punished with a stream
/// error. No options; keeps nothing.
@NullMarked
package im.viavai.features.legacyauth;

import org.jspecify.annotations.NullMarked;
