/** Tarballs of plain files, and evidence bundles made of them. */
@NullMarked
package io.quietcore.results.archive;

import org.jspecify.annotations.NullMarked;
