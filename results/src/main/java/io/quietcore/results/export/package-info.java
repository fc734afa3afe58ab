/** What was measured, for other programs: tables, percentile distributions, charts for slides. Pure, but for writing files. */
@NullMarked
package io.quietcore.results.export;

import org.jspecify.annotations.NullMarked;
