/** The folders of a run: written whole or not at all, read back checked. */
@NullMarked
package io.quietcore.results.store;

import org.jspecify.annotations.NullMarked;
