/// The contract between the line and what is built on it: a `Feature` installs itself on a `Host`
/// and hooks the five steps of a `Line`.
@NullMarked
package im.viavai.server.feature;

import org.jspecify.annotations.NullMarked;
