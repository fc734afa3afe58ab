/** The controller: command line, plan, backends, run. */
@NullMarked
package io.quietcore.harness;

import org.jspecify.annotations.NullMarked;
