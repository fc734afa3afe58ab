/** One self-contained page of what was compared, with the curves and the evidence. Pure. */
@NullMarked
package io.quietcore.results.report;

import org.jspecify.annotations.NullMarked;
