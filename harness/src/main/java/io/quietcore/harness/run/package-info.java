/** A campaign from its first repetition to its report. */
@NullMarked
package io.quietcore.harness.run;

import org.jspecify.annotations.NullMarked;
