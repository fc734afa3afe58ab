/** Where probes run: they start groups of roles and give back what each said. */
@NullMarked
package io.quietcore.harness.backend;

import org.jspecify.annotations.NullMarked;
