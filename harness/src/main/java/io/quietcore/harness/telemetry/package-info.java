/** What a person sees meanwhile: log lines and progress. */
@NullMarked
package io.quietcore.harness.telemetry;

import org.jspecify.annotations.NullMarked;
