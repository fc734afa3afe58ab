package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.quietcore.harness.kubeconfig.ClientSettings;
import io.quietcore.harness.kubeconfig.KubeconfigException;
import java.net.http.HttpClient;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a client of a kubeconfig's context that has answered once. */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int CONNECT_TIMEOUT_MS = 5_000;

    private Connection() {}

    /**
     * A client.
     *
     * @param context its name, or null for the current one
     * @param retries of each of its requests but the first
     * @throws ClusterException when there is no such context, or nobody answers
     */
    static KubernetesClient open(@Nullable String context, int retries) throws ClusterException, InterruptedException {
        Config config;
        try {
            config = ClientSettings.of(context);
        } catch (KubeconfigException e) {
            throw new ClusterException(String.valueOf(e.getMessage()));
        }
        return open(
                config,
                retries,
                new FirstContact(
                        System::nanoTime,
                        time -> {
                            boolean unused = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
                        },
                        line -> LOG.warn(line)));
    }

    static KubernetesClient open(Config config, int retries, FirstContact contact)
            throws ClusterException, InterruptedException {
        config.setConnectionTimeout(CONNECT_TIMEOUT_MS);
        config.setRequestRetryBackoffLimit(0);
        try (KubernetesClient first = client(config)) {
            @Nullable VersionInfo version = contact.ask(config.getMasterUrl(), first::getKubernetesVersion);
            if (version == null) {
                throw new ClusterException("cannot reach the cluster: what answers at " + config.getMasterUrl()
                        + " knows no /version, as an API server does; is KUBECONFIG or --context the right one?");
            }
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
