/// File upload by HTTP (XEP-0363 1.2.0): the domain itself is the service.
///
/// A session of an own account asks for a slot and gets an address,
/// `https://.../upload/SECRET/NAME`. One PUT to it brings the file, exactly as long and of the type
/// that was said; from then on whoever knows the address may read it, also in ranges. There is no
/// list.
///
/// ```
///   slot (5 min) --PUT--> coming --fsync, rename, commit--> stored --retention--> gone
///                            '--aborted, too slow, disk full--> spent: nothing is left
/// ```
///
/// - The secret has 160 bits; the store keeps its SHA-256 only, which is also the name of the file,
///   so neither a copy of the database nor a list of the folder tells an address.
/// - Purposes (§5): `message` (default), `ephemeral` (the same, gone at `expire-before` at the
///   latest), `profile` and `permanent`, each with its retention and quota.
/// - Limits, all keys of `[upload]`: size of a file, quota of an account in each bucket, slots in
///   an hour, time to begin, room that must stay free on the disk.
/// - What a browser may show in place is a short list of pictures, sound and video ([MediaTypes]);
///   everything else is a download, HTML and SVG without their type. No answer can run a script
///   (threat T19).
/// - [UploadStorage] holds the bytes, `UploadStore` what is known of them. The row is there before
///   the file and goes after it: nothing is forgotten on the disk, whenever the server dies.
///
/// Left out: a page elsewhere may read and write (CORS `*`, no credentials: the address is the
/// secret). All is served under the domain's own name, unless `url` of `[upload]` gives files a
/// name, and so an origin, of their own: then they are nowhere else.
@NullMarked
package im.viavai.features.upload;

import org.jspecify.annotations.NullMarked;
