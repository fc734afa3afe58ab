package io.quietcore.harness.kubernetes;

import java.time.Duration;

/**
 * How long a pod is waited for before something else is tried.
 *
 * @param start by when it is scheduled, its image pulled and its JVM started
 * @param noPod after this long without a pod, its Job and the Job's events are asked why
 * @param beyondWindows what a role may take beyond its windows: JVM starts, and a kubelet or an API server that is away
 *     meanwhile
 * @param silence after this long without a word beyond its start, a pod is told its order again
 */
record Patience(Duration start, Duration noPod, Duration beyondWindows, Duration silence) {
    static final Patience USUAL = new Patience(
            Duration.ofSeconds(120), Duration.ofSeconds(3), Duration.ofSeconds(180), Duration.ofSeconds(5));
}
