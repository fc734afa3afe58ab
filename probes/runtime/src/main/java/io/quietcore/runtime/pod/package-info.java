/** A probe pod: takes orders from a file, starts a launcher for each role, says what they say until it is acknowledged. */
@NullMarked
package io.quietcore.runtime.pod;

import org.jspecify.annotations.NullMarked;
