/** The load that a campaign runs on the CPUs that do not measure: the same on every side, its reached rate recorded. */
@NullMarked
package io.quietcore.runtime.load;

import org.jspecify.annotations.NullMarked;
