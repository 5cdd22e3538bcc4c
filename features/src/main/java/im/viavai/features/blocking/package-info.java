/// Blocking of others (XEP-0191), with reports (XEP-0377).
///
/// A block list holds full addresses, bare addresses, domains, and domains with a resource; a
/// domain covers everybody there. Whoever is on it gets no answer to presence,
/// `service-unavailable` to messages and requests, and sees the account go offline; stanzas to them
/// come back `not-acceptable` with `<blocked/>`. The screens run before anything is archived,
/// copied or kept for later. The own account and the own server are never blocked. Who is unblocked
/// gets the present presence and is asked for its own.
///
/// A report needs a reason; it is counted and logged without its text. Administrators are told of
/// it in a message from the domain, with the text quoted and cut, of at most ten reports of an
/// account in an hour and a hundred of all. The ids of messages in it are not looked up, and
/// nothing is handed to others: neither `<report-origin/>` nor `<third-party/>` is acted upon.
///
/// Option: `limits.blocked_items`; over it the answer is `resource-constraint`. Keeps the list in
/// `BlocklistStore` and in memory with the account; on a session whether it asked for the list,
/// also over a restart.
///
/// A single blocked resource of a local contact, named with the contact or with the domain, gets
/// none of the presence that goes to the contact's bare address, nor an answer to its probes; the
/// contact's other resources do. Blocking and unblocking also take back and show the presence of
/// just that resource.
///
/// Left out: for a contact elsewhere, presence to the bare address is handed to that server, which
/// gives it to all resources; they are not known here.
@NullMarked
package im.viavai.features.blocking;

import org.jspecify.annotations.NullMarked;
