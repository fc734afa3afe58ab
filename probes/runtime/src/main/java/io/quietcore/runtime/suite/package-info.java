/** The probes: their loops, each in windows, and the benchmarks that JMH runs them as. */
@NullMarked
package io.quietcore.runtime.suite;

import org.jspecify.annotations.NullMarked;
