/** The measuring JVM: pin, verify, warm up, measure, write. */
@NullMarked
package io.quietcore.runtime;

import org.jspecify.annotations.NullMarked;
