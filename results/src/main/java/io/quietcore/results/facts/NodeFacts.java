package io.quietcore.results.facts;

import org.jspecify.annotations.Nullable;

/**
 * A node of a cluster as a side met it. What its kernel and hardware are, each repetition says of itself.
 *
 * @param node its name
 * @param bootId of the boot that it was in (random(4))
 * @param machineConfig that it ran, as its machine config daemon says ({@code currentConfig}, OpenShift); null where there is
 *     none
 */
public record NodeFacts(
        String node, String bootId, @Nullable String machineConfig) {}
