/** What a user's own JMH benchmark may use: a recorder of latencies, and nothing of Quietcore beside it. */
@NullMarked
package io.quietcore.recorder;

import org.jspecify.annotations.NullMarked;
