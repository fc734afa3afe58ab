/** The loops that measure, and the benchmarks that JMH runs them as, inside the measuring JVM. */
@NullMarked
package io.quietcore.runtime.measure;

import org.jspecify.annotations.NullMarked;
