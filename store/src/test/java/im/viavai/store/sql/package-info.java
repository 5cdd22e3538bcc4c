/// The contracts run against real databases, and what happens when those fail.
@NullMarked
package im.viavai.store.sql;

import org.jspecify.annotations.NullMarked;
