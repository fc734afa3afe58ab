package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is asked of the API server about Leases; tried again and refused as by {@link Cluster}, whose client it uses. From any
 * thread.
 *
 * @param client of the cluster
 * @param master its address, for messages
 */
record LeaseRequests(KubernetesClient client, String master) {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseRequests.class);

    /** As long as any request is tried again. */
    private static final long ANSWER_S = 60;

    /** The header has whole seconds, and an answer takes its time: less than this is no difference. */
    private static final Duration SAME = Duration.ofSeconds(5);

    /**
     * A clock that goes with the API server's. Controllers on several machines ask one server, so that what one of them writes into
     * a Lease means the same to the others, however their own clocks are set.
     *
     * @param local this machine's, which is kept where the server says no time (the {@code Date} of RFC 9110, 6.6.1)
     */
    Clock serverClock(Clock local) throws InterruptedException {
        HttpClient http = client.getHttpClient();
        try {
            HttpResponse<String> answer = http.sendAsync(
                            http.newHttpRequestBuilder()
                                    .uri(client.getMasterUrl() + "version")
                                    .build(),
                            String.class)
                    .get(ANSWER_S, TimeUnit.SECONDS);
            String date = answer.header("Date");
            if (date == null) {
                return local;
            }
            Instant there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration ahead = Duration.between(local.instant(), there);
            return ahead.abs().compareTo(SAME) < 0 ? local : Clock.offset(local, ahead);
        } catch (ExecutionException | TimeoutException | DateTimeParseException e) {
            LOG.debug("{} does not say what time it is: {}", master, e.toString());
            return local;
        }
    }

    /** The Lease of that name; empty where there is none. */
    Optional<NodeLease> get(String namespace, String name) throws ClusterException {
        return asked("get the Lease " + name + " in namespace " + namespace, () -> Optional.ofNullable(
                        client.leases().inNamespace(namespace).withName(name).get())
                .map(NodeLease::new));
    }

    /** As it is when it was created; empty where one of that name is there. */
    Optional<NodeLease> create(NodeLease lease) throws ClusterException {
        return unless(
                Set.of(HttpURLConnection.HTTP_CONFLICT),
                "create the Lease " + lease.described(),
                () -> client.resource(lease.lease()).create());
    }

    /** As it is when it was updated; empty where it was changed or deleted since it was read. */
    Optional<NodeLease> update(NodeLease lease) throws ClusterException {
        return unless(
                Set.of(HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_NOT_FOUND),
                "update the Lease " + lease.described(),
                () -> client.resource(lease.lease()).update());
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

    /** Empty where the API server answers with one of these. */
    private Optional<NodeLease> unless(Set<Integer> codes, String doing, Supplier<Lease> request)
            throws ClusterException {
        try {
            return Optional.of(new NodeLease(request.get()));
        } catch (KubernetesClientException e) {
            if (codes.contains(e.getCode())) {
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
