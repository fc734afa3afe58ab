/** What was measured: store, statistics, comparison, documents, report. */
@NullMarked
package io.quietcore.results;

import org.jspecify.annotations.NullMarked;
