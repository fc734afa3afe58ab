/** Histograms to numbers, and numbers to effects: pure functions with their sources. */
@NullMarked
package io.quietcore.results.statistics;

import org.jspecify.annotations.NullMarked;
