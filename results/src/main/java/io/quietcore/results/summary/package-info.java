/** What one probe, here and now, has to say: for {@code quietcore probe}. */
@NullMarked
package io.quietcore.results.summary;

import org.jspecify.annotations.NullMarked;
