/**
 * Probes as pods of a cluster. {@code *Factory}, {@code NodeChoice}, {@code Capacity} and {@code PodTrouble} are pure; {@code
 * Cluster} speaks with the API server; {@code PodSession} holds the pods of one side; {@code KubernetesBackend} measures.
 */
@NullMarked
package io.quietcore.harness.kubernetes;

import org.jspecify.annotations.NullMarked;
