/// Lets users say whose messages are archived (XEP-0441 0.2.0): always, never, or those of
/// contacts, with exceptions by JID. The archive obeys from the next message on; what it already
/// holds stays. A list has at most 1,000 addresses. No options; keeps one row for each account that
/// chose. Of two exceptions that both match, the more exact one counts. Left out: the ad-hoc
/// command of §2.2.
@NullMarked
package im.viavai.features.archiveprefs;

import org.jspecify.annotations.NullMarked;
