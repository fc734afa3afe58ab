/** What is known of a run that no probe measured: its cluster, its pods, its user, what happened meanwhile. */
@NullMarked
package io.quietcore.results.facts;

import org.jspecify.annotations.NullMarked;
