package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is asked of the API server about Leases; tried again and refused as by {@link Cluster}, whose client it uses. From any
 * thread.
 *
 * @param client of the cluster
 * @param master its address, for messages
 */
record LeaseRequests(KubernetesClient client, String master) {
    /** The Lease of that name; empty where there is none. */
    Optional<NodeLease> get(String namespace, String name) throws ClusterException {
        return asked("get the Lease " + name + " in namespace " + namespace, () -> Optional.ofNullable(
                        client.leases().inNamespace(namespace).withName(name).get())
                .map(NodeLease::new));
    }

    /** As it is when it was created; empty where one of that name is there. */
    Optional<NodeLease> create(NodeLease lease) throws ClusterException {
        return unlessChanged("create the Lease " + lease.described(), () -> client.resource(lease.lease())
                .create());
    }

    /** As it is when it was updated; empty where it was changed or deleted since it was read. */
    Optional<NodeLease> update(NodeLease lease) throws ClusterException {
        return unlessChanged("update the Lease " + lease.described(), () -> client.resource(lease.lease())
                .update());
    }

    /**
     * Deletes those with these labels.
     *
     * @return how many there were
     */
    int delete(String namespace, Map<String, String> labels) throws ClusterException {
        return asked("delete leases in namespace " + namespace, () -> client.leases()
                .inNamespace(namespace)
                .withLabels(labels)
                .delete()
                .size());
    }

    /** Those of all runs, in all namespaces; empty where this user may not list them. */
    Optional<List<NodeLease>> ofAllNamespaces() throws ClusterException {
        try {
            return Optional.of(
                    client.leases().inAnyNamespace().withLabel(Labels.NAME, Labels.QUIETCORE).list().getItems().stream()
                            .map(NodeLease::new)
                            .toList());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return Optional.empty();
            }
            throw ClusterException.of("list the leases of all namespaces", master, e);
        }
    }

    private Optional<NodeLease> unlessChanged(String doing, Supplier<Lease> request) throws ClusterException {
        try {
            return Optional.of(new NodeLease(request.get()));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw ClusterException.of(doing, master, e);
        }
    }

    private <T> T asked(String doing, Supplier<T> request) throws ClusterException {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            throw ClusterException.of(doing, master, e);
        }
    }
}
