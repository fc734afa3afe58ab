/** A run as kube-burner's documents: what its users' dashboards, indexers and Orion read. */
@NullMarked
package io.quietcore.results.document;

import org.jspecify.annotations.NullMarked;
