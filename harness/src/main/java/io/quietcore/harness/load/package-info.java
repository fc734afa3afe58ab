/** A load that runs while a campaign is measured: its process, and when it is started and the measurement ended. */
@NullMarked
package io.quietcore.harness.load;

import org.jspecify.annotations.NullMarked;
