/**
 * What the controller and the measuring JVM say to each other, and the spelling of it: specs in, results out, series,
 * metrics, frames and JSON. A leaf: HdrHistogram and JSON, nothing else.
 */
@NullMarked
package io.quietcore.contract;

import org.jspecify.annotations.NullMarked;
