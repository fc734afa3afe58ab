/** Runs over time: a store that only caches what their folders say, and what has changed since when. */
@org.jspecify.annotations.NullMarked
package io.quietcore.results.history;
