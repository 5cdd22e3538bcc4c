/// What the server counts, and the page on loopback that shows it as OpenMetrics text.
///
/// Names begin with `viavai_`, quantities end in their unit (`_seconds`, `_bytes`). Counting costs
/// one striped add; values that others keep already are asked for only when the page is read.
@NullMarked
package im.viavai.server.metrics;

import org.jspecify.annotations.NullMarked;
