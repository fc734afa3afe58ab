/** What is measured next: pure functions of a campaign and a journal. */
@NullMarked
package io.quietcore.harness.plan;

import org.jspecify.annotations.NullMarked;
