/** The method of the verdicts, tried on simulated campaigns whose truth is known. */
@NullMarked
package io.quietcore.results.validation;

import org.jspecify.annotations.NullMarked;
