/** Programs that are not ours, measured under our placement, their output turned into our histograms. */
@NullMarked
package io.quietcore.runtime.external;

import org.jspecify.annotations.NullMarked;
