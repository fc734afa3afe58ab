package io.quietcore.harness.kubernetes;

import org.jspecify.annotations.Nullable;

/**
 * What the pod that a controller runs in was made of.
 *
 * @param name of the image
 * @param pullPolicy as Kubernetes spells it, or null for its default
 */
public record OwnImage(String name, @Nullable String pullPolicy) {}
