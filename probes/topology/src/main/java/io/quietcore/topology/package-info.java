/** What a machine is made of, and which of its CPUs measure: readers and pure functions. */
@NullMarked
package io.quietcore.topology;

import org.jspecify.annotations.NullMarked;
