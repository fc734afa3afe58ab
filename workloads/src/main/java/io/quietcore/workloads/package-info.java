/** What to measure: campaigns in YAML, their schema, the bundled ones. */
@NullMarked
package io.quietcore.workloads;

import org.jspecify.annotations.NullMarked;
