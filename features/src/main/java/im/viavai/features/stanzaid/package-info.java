/// Unique and stable ids of messages (XEP-0359 0.7.0). The line itself stamps what is archived with
/// its archive id (`server.route.StanzaIds`), takes out ids that somebody else gave in the name of
/// a local account, and leaves `<origin-id/>` alone; this feature says so in service discovery. No
/// options; keeps nothing. The ids are numbers that rise with each message of an archive and are
/// shown to nobody but its owner; they are not unpredictable to the owner (§3, rule 1: SHOULD).
@NullMarked
package im.viavai.features.stanzaid;

import org.jspecify.annotations.NullMarked;
