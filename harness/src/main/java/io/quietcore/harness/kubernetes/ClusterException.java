package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/** The cluster, or what was asked of it, does not let a campaign go on; the message is one line that says what to do. */
public final class ClusterException extends IOException {
    private static final long serialVersionUID = 1L;

    /** HTTP 422: the API server understood the object, and admission or validation refused it. */
    private static final int UNPROCESSABLE = 422;

    public ClusterException(String message) {
        super(message);
    }

    private ClusterException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * What the API server's answer, or its silence, means for the person who asked.
     *
     * @param doing what was tried, as in {@code list nodes}
     */
    static ClusterException of(String doing, String master, KubernetesClientException e) {
        String said = firstLine(e);
        return switch (e.getStatus() == null ? 0 : e.getCode()) {
            // No status: nobody answered, or not an API server.
            case 0 ->
                new ClusterException(
                        "cannot " + doing + ": no cluster answers at " + master + " (" + said
                                + "); is it up, and is KUBECONFIG or --context the right one?",
                        e);
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                new ClusterException(
                        "cannot " + doing + ": the cluster at " + master + " does not know this user (" + said
                                + "); renew the credentials of this context",
                        e);
            case HttpURLConnection.HTTP_FORBIDDEN, UNPROCESSABLE ->
                new ClusterException(
                        "cannot " + doing + ": " + said
                                + "; 'quietcore rbac' prints the Role and the namespace's labels that a run needs",
                        e);
            default -> new ClusterException("cannot " + doing + ": " + said, e);
        };
    }

    /** The namespace's admission lets no pod of this kind in; what it said is in an event of the Job. */
    static ClusterException ofAdmission(ClusterSettings settings, String said) {
        return new ClusterException("namespace " + settings.namespace() + " refuses the probe pods: " + said.strip()
                + "; 'quietcore rbac" + (settings.realTime() ? " --privileges rt" : "")
                + "' prints the labels and constraints that they need");
    }

    /** What the deepest cause says, or the API server's status, without what follows its first line. */
    static String firstLine(Throwable e) {
        @Nullable
        String status = e instanceof KubernetesClientException refused && refused.getStatus() != null
                ? refused.getStatus().getMessage()
                : null;
        Throwable deepest = deepest(e);
        String message = status != null ? status : deepest.getMessage();
        return String.valueOf(message == null ? deepest.getClass().getSimpleName() : message)
                .lines()
                .findFirst()
                .orElse("");
    }

    static Throwable deepest(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }
}
