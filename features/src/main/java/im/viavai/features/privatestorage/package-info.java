/// Small XML of a client's own, kept by element name (XEP-0049).
///
/// Only the account itself reads and writes it; asking for somebody else's is answered
/// `service-unavailable`, which §2.3 allows and which does not tell whether the account exists. A
/// request without or with a badly named element is `not-acceptable`. Options:
/// `limits.private_bytes`; an account has at most [PrivateStorage#ELEMENT_LIMIT] elements; over
/// either the answer is `resource-constraint`. Keeps the elements in `PrivateStore`.
@NullMarked
package im.viavai.features.privatestorage;

import org.jspecify.annotations.NullMarked;
