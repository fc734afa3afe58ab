/** What else used the machine while two sides were measured, counted per window: beside the effects, never a verdict. Pure. */
@NullMarked
package io.quietcore.results.interference;

import org.jspecify.annotations.NullMarked;
