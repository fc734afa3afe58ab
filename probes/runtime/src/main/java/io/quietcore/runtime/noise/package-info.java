/** Where the noise comes from: the JVM's own log, the kernel's counters and tracepoints, and the cause of each spike. */
@NullMarked
package io.quietcore.runtime.noise;

import org.jspecify.annotations.NullMarked;
