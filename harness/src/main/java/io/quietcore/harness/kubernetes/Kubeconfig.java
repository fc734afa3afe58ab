package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Where the client's configuration comes from. fabric8 goes on with a default address when a kubeconfig is missing or cannot be
 * read, so that is looked at first.
 */
final class Kubeconfig {
    /** Its presence says that this runs in a pod, whose service account is used then. */
    private static final String IN_CLUSTER = "KUBERNETES_SERVICE_HOST";

    private Kubeconfig() {}

    /**
     * The configuration of a context, with the key's algorithm set to what the key is.
     *
     * @param context its name, or null for the current one
     * @throws ClusterException when there is no kubeconfig, or it cannot be used
     */
    static Config read(@Nullable String context) throws ClusterException {
        checkFiles(System.getenv(), Path.of(System.getProperty("user.home")));
        Config config;
        try {
            config = Config.autoConfigure(context);
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw new ClusterException("the kubeconfig cannot be used: " + ClusterException.firstLine(e));
        }
        checkContext(config, context);
        ClientKey.algorithm(config).ifPresent(config::setClientKeyAlgo);
        return config;
    }

    /** Of the files that KUBECONFIG lists one has to be there, as for kubectl; each that is has to be readable. */
    static void checkFiles(Map<String, String> environment, Path home) throws ClusterException {
        String listed = environment.getOrDefault("KUBECONFIG", "");
        List<Path> files = listed.isBlank()
                ? List.of(home.resolve(".kube/config"))
                : Pattern.compile(Pattern.quote(File.pathSeparator))
                        .splitAsStream(listed)
                        .filter(name -> !name.isBlank())
                        .map(Path::of)
                        .toList();
        List<Path> present = files.stream().filter(Files::exists).toList();
        for (Path file : present) {
            parse(file);
        }
        if (present.isEmpty() && !environment.containsKey(IN_CLUSTER)) {
            throw new ClusterException((listed.isBlank()
                            ? "KUBECONFIG is not set and there is no "
                            : "KUBECONFIG names no file that is there: ")
                    + (listed.isBlank() ? files.get(0) : listed)
                    + "; set KUBECONFIG to the kubeconfig of the cluster to measure");
        }
    }

    private static void parse(Path file) throws ClusterException {
        try {
            Serialization.unmarshal(Files.readString(file), io.fabric8.kubernetes.api.model.Config.class);
        } catch (MarkedYamlEngineException e) {
            throw unreadable(
                    file,
                    e.getProblemMark()
                                    .map(mark -> "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1)
                                            + ": ")
                                    .orElse("")
                            + e.getProblem());
        } catch (IOException | YamlEngineException | IllegalArgumentException | KubernetesClientException e) {
            throw unreadable(file, ClusterException.firstLine(e));
        }
    }

    private static ClusterException unreadable(Path file, String why) {
        return new ClusterException("the kubeconfig " + file + " cannot be read: " + why
                + "; set KUBECONFIG to the kubeconfig of the cluster to measure");
    }

    private static void checkContext(Config config, @Nullable String context) throws ClusterException {
        NamedContext current = config.getCurrentContext();
        if (context != null && (current == null || !context.equals(current.getName()))) {
            throw new ClusterException("--context " + context + ": the kubeconfig has no such context; it has "
                    + config.getContexts().stream()
                            .map(NamedContext::getName)
                            .sorted()
                            .toList());
        }
    }
}
