/// A new password for who forgot the old one and has a one-time code. There is no standard for it;
/// the namespace is ours, `urn:viavai:recovery:0`.
///
/// Codes come from two sources, at most one each: the operator (`viavai account recovery JID`), and
/// the account itself in advance, to be printed. They have 128 bit, are kept as hashes, and end
/// after `[recovery] lasts` and `printed_lasts`. A new one ends the former of its source.
///
/// Before login, inside TLS, where the stream feature `<recover xmlns='urn:viavai:recovery:0'/>`
/// is:
///
/// ```xml
/// <iq type='set' id='r1' to='example.org'>
///   <recover xmlns='urn:viavai:recovery:0'>
///     <username>juliet</username><code>ABCDE-FGHIJ-...</code><password>the new one</password>
///   </recover>
/// </iq>
/// ```
///
/// | answer | means |
/// |---|---|
/// | result | the password is set, the code and every other one of the account is used, all of its sessions and login tokens have ended |
/// | `not-authorized` | there is no such account or the code is not its own; nobody learns which, also not by the time it takes |
/// | `not-acceptable` | no such password is possible |
/// | `resource-constraint` | too many wrong ones: the limits of failed logins, counted separately; or too many logins at the moment |
/// | `bad-request` | something is missing |
///
/// Logged in, an iq to the own account:
///
/// ```xml
/// <iq type='get' id='c1'><code xmlns='urn:viavai:recovery:0'/></iq>
/// <iq type='result' id='c1'><code xmlns='urn:viavai:recovery:0' created='...' expires='...'/></iq>
/// ```
///
/// says whether there is a printed code (without the attributes there is none); `type='set'` makes
/// one, whose text is in the answer and nowhere else, at most [PrintedCodes#CODES_PER_HOUR] an
/// hour.
@NullMarked
package im.viavai.features.recovery;

import org.jspecify.annotations.NullMarked;
