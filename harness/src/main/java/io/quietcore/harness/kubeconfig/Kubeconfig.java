package io.quietcore.harness.kubeconfig;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The kubeconfig in use: the files of {@code KUBECONFIG}, else {@code ~/.kube/config}, merged as kubectl merges them, so that
 * of each cluster, user and context, and of the current context, the first file that has it counts, whole.
 *
 * @param clusters by name, likewise the others
 * @param currentContext empty where no file names one
 */
record Kubeconfig(
        Map<String, Section> clusters,
        Map<String, Section> users,
        Map<String, Section> contexts,
        String currentContext) {
    /** What one context is made of. */
    record Chosen(String name, Section cluster, Section user, String namespace) {}

    /** The files that may hold it, in their order. */
    static List<Path> files(Map<String, String> environment, Optional<Path> home) {
        String listed = environment.getOrDefault("KUBECONFIG", "");
        return listed.isEmpty()
                ? home.map(folder -> folder.resolve(".kube").resolve("config")).stream()
                        .toList()
                : Pattern.compile(Pattern.quote(File.pathSeparator))
                        .splitAsStream(listed)
                        .filter(name -> !name.isBlank())
                        .map(Path::of)
                        .toList();
    }

    /** Of these files those that are there, as for kubectl. */
    static Kubeconfig read(List<Path> files) throws KubeconfigException {
        Kubeconfig merged = new Kubeconfig(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), "");
        for (Path name : files.stream().distinct().toList()) {
            if (Files.exists(name)) {
                KubeconfigFile file = KubeconfigFile.read(name);
                file.clusters().forEach(merged.clusters::putIfAbsent);
                file.users().forEach(merged.users::putIfAbsent);
                file.contexts().forEach(merged.contexts::putIfAbsent);
                merged = new Kubeconfig(
                        merged.clusters,
                        merged.users,
                        merged.contexts,
                        merged.currentContext.isEmpty() ? file.currentContext() : merged.currentContext);
            }
        }
        return merged;
    }

    /** Whether no file is there, or none of them says anything. */
    boolean isEmpty() {
        return clusters.isEmpty() && users.isEmpty() && contexts.isEmpty() && currentContext.isEmpty();
    }

    /**
     * A context with its cluster and its user, which have to be there: nobody is asked without the credentials that were meant.
     *
     * @param asked its name, or null for the current one
     */
    Chosen choose(@Nullable String asked) throws KubeconfigException {
        String name = asked == null ? currentContext : asked;
        if (name.isEmpty()) {
            throw new KubeconfigException("the kubeconfig names no current-context; choose one with --context: it has "
                    + KubeconfigException.shown(contexts.keySet()));
        }
        Section context = contexts.get(name);
        if (context == null) {
            throw new KubeconfigException((asked == null ? "current-context " : "--context ")
                    + KubeconfigException.shown(name) + ": the kubeconfig has no such context; it has "
                    + KubeconfigException.shown(contexts.keySet()));
        }
        return new Chosen(
                name,
                referred(name, context, "cluster", clusters),
                referred(name, context, "user", users),
                context.text("namespace"));
    }

    private static Section referred(String context, Section from, String kind, Map<String, Section> there)
            throws KubeconfigException {
        String name = from.text(kind);
        Section found = there.get(name);
        if (name.isEmpty() || found == null) {
            String missing = name.isEmpty() ? "names no " + kind : "names the " + kind + " " + name;
            throw new KubeconfigException("context " + KubeconfigException.shown(context) + ": the kubeconfig "
                    + (name.isEmpty() ? "" : "has no such " + kind + ": it ") + KubeconfigException.shown(missing)
                    + "; it has " + KubeconfigException.shown(there.keySet()));
        }
        return found;
    }

    /** Where one is looked for, for people. */
    static String sought(Map<String, String> environment, List<Path> files) {
        String listed = environment.getOrDefault("KUBECONFIG", "");
        return Stream.of(
                                listed.isEmpty() ? "" : "KUBECONFIG names no file that is there: " + listed,
                                files.isEmpty()
                                        ? "neither KUBECONFIG nor HOME is set"
                                        : "KUBECONFIG is not set and there is no " + files.get(0))
                        .filter(each -> !each.isEmpty())
                        .map(KubeconfigException::shown)
                        .findFirst()
                        .orElse("")
                + "; set KUBECONFIG to the kubeconfig of the cluster to measure";
    }
}
