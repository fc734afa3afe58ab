/** What the environment of this process says, read as other tools read it. Pure. */
@NullMarked
package io.quietcore.harness.environment;

import org.jspecify.annotations.NullMarked;
