package io.quietcore.harness.kubeconfig;

import io.fabric8.kubernetes.client.Config;
import io.quietcore.harness.kubeconfig.TokenSource.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster that this runs in, as whom its pod is: what client-go's rest.InClusterConfig reads.
 *
 * @param environment that the kubelet gave the pod
 * @param folder in which it put the token
 */
record ServiceAccount(Map<String, String> environment, Path folder) {
    static final Path FOLDER = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private static final String HOST = "KUBERNETES_SERVICE_HOST";
    private static final String PORT = "KUBERNETES_SERVICE_PORT";

    /** Whether this is a pod with a token. */
    boolean isThere() {
        return !environment.getOrDefault(HOST, "").isEmpty()
                && !environment.getOrDefault(PORT, "").isEmpty()
                && Files.isRegularFile(folder.resolve("token"));
    }

    Config config() throws KubeconfigException {
        String host = environment.getOrDefault(HOST, "");
        Config config = Config.empty();
        config.setMasterUrl(
                "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + environment.getOrDefault(PORT, ""));
        Path authority = folder.resolve("ca.crt");
        if (Files.exists(authority)) {
            config.setCaCertFile(authority.toString());
        }
        InstantSource clock = InstantSource.system();
        config.setOauthTokenProvider(new TokenSource(
                () -> new Token(
                        text("token")
                                .orElseThrow(() -> new KubeconfigException(
                                        "the service account's token in " + folder + " cannot be read")),
                        clock.instant().plus(TokenSource.FILE_PERIOD)),
                clock));
        // As kubectl: the downward API may say it in POD_NAMESPACE.
        config.setNamespace(Optional.of(environment.getOrDefault("POD_NAMESPACE", ""))
                .filter(each -> !each.isEmpty())
                .or(() -> text("namespace"))
                .orElse("default"));
        return config;
    }

    private Optional<String> text(String name) {
        try {
            return Optional.of(Files.readString(folder.resolve(name)).strip()).filter(each -> !each.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
