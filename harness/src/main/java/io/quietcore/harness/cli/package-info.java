/** The command line: arguments in, an exit code out; everything else is asked of the other packages. */
@NullMarked
package io.quietcore.harness.cli;

import org.jspecify.annotations.NullMarked;
