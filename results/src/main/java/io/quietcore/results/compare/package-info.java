/** Two stored runs to a comparison: effects, intervals, verdicts, warnings. Pure. */
@NullMarked
package io.quietcore.results.compare;

import org.jspecify.annotations.NullMarked;
