package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.quietcore.harness.kubeconfig.ClientSettings;
import io.quietcore.harness.kubeconfig.KubeconfigException;
import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;

/** Makes a client of a kubeconfig's context that has answered once. */
final class Connection {
    private static final int CONNECT_TIMEOUT_MS = 5_000;

    private Connection() {}

    /**
     * A client.
     *
     * @param context its name, or null for the current one
     * @param retries of each of its requests; the first answer is not waited for
     * @throws ClusterException when there is no such context, or nobody answers
     */
    static KubernetesClient open(@Nullable String context, int retries) throws ClusterException {
        Config config;
        try {
            config = ClientSettings.of(context);
        } catch (KubeconfigException e) {
            throw new ClusterException(String.valueOf(e.getMessage()));
        }
        config.setConnectionTimeout(CONNECT_TIMEOUT_MS);
        config.setRequestRetryBackoffLimit(0);
        try (KubernetesClient first = client(config)) {
            first.getKubernetesVersion();
        } catch (KubernetesClientException e) {
            throw ClusterException.of("reach the cluster", config.getMasterUrl(), e);
        }
        config.setRequestRetryBackoffLimit(retries);
        return client(config);
    }

    /** A redirect would take the context's token, and what is to be deleted, to a server that the context does not name. */
    private static KubernetesClient client(Config config) {
        JdkHttpClientFactory http = new JdkHttpClientFactory() {
            @Override
            protected void additionalConfig(HttpClient.Builder builder) {
                builder.followRedirects(HttpClient.Redirect.NEVER);
            }
        };
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(http)
                .build();
    }
}
