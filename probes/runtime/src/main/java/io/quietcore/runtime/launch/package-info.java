/** The launcher: takes a spec, starts the measuring JVM on the housekeeping CPU, and says the result as frames. */
@NullMarked
package io.quietcore.runtime.launch;

import org.jspecify.annotations.NullMarked;
