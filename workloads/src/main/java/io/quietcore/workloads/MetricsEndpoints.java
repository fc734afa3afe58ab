package io.quietcore.workloads;

import io.quietcore.workloads.yaml.LocatedTree;
import io.quietcore.workloads.yaml.LocatedYaml;
import io.quietcore.workloads.yaml.ProblemList;
import io.quietcore.workloads.yaml.Where;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * The indexers of kube-burner's endpoint file, or of the {@code metricsEndpoints} of its configuration. What an endpoint says
 * of Prometheus is kube-burner's business. Pure.
 *
 * @param indexers that documents can go to, in their order
 * @param notes on those that were passed over, a line each
 */
public record MetricsEndpoints(List<Indexer> indexers, List<String> notes) {
    /** Stands where {@code {{.UUID}}} stood: kube-burner renders its templates before it reads YAML. */
    private static final String UUID_MARK = "quietcore.uuid";

    private static final String UUID_NAME = "UUID";
    private static final Set<String> SERVERS = Set.of("opensearch", "elastic");
    private static final String LOCAL = "local";
    private static final String LIST = "metricsEndpoints";
    private static final String INDEXER = "indexer";
    private static final Set<String> ENDPOINT_KEYS = new TreeSet<>(Set.of(
            "endpoint",
            "step",
            "token",
            "username",
            "password",
            "skipTLSVerify",
            "metrics",
            "alerts",
            "alias",
            INDEXER));

    /** kube-burner's keys of an indexer, by the kind of their value. */
    private static final Map<String, String> INDEXER_KEYS = Map.of(
            "type", "text",
            "esServers", "a list of URLs",
            "defaultIndex", "text",
            "insecureSkipVerify", "true or false",
            "metricsDirectory", "text",
            "createTarball", "true or false",
            "tarballName", "text");

    public MetricsEndpoints {
        indexers = List.copyOf(indexers);
        notes = List.copyOf(notes);
    }

    /**
     * One indexer.
     *
     * @param local whether it writes files, and not to a server
     * @param servers URLs; the first one is asked
     * @param index of the server
     * @param insecureSkipVerify whether any certificate is believed
     * @param metricsDirectory of a local one, with the uuid to be put in by {@link #named}
     * @param tarball of a local one, likewise; empty for none
     */
    public record Indexer(
            boolean local,
            List<String> servers,
            String index,
            boolean insecureSkipVerify,
            String metricsDirectory,
            Optional<String> tarball) {
        public Indexer {
            servers = List.copyOf(servers);
        }

        /** Whether each run has an index of its own by this name. */
        public boolean indexOfEachRun() {
            return index.contains(UUID_MARK);
        }

        /** This one for a run. */
        public Indexer named(String uuid) {
            return new Indexer(
                    local,
                    servers,
                    index.replace(UUID_MARK, uuid),
                    insecureSkipVerify,
                    metricsDirectory.replace(UUID_MARK, uuid),
                    tarball.map(name -> name.replace(UUID_MARK, uuid)));
        }

        /** A URL of a server holds a password as a rule, and is told nobody. */
        @Override
        public String toString() {
            return local ? "local " + metricsDirectory : "index " + index;
        }
    }

    /**
     * Reads a file as kube-burner does: rendered first, with the environment, and an error where it lacks a variable. What is
     * wrong is added to the problems, and never a value that may be a secret.
     *
     * @param environment by the variables' names
     */
    public static MetricsEndpoints read(byte[] bytes, Map<String, String> environment, ProblemList problems) {
        List<Indexer> indexers = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Map<String, String> values = new HashMap<>(environment);
        values.put(UUID_NAME, UUID_MARK);
        Optional<LocatedTree> tree =
                LocatedYaml.readTemplate(bytes, values, "kube-burner's metricsEndpoints", problems);
        if (tree.isPresent() && problems.isEmpty()) {
            JsonNode root = tree.get().root();
            JsonNode list = root.isObject() && root.has(LIST) ? root.get(LIST) : root;
            Where where = root.isObject() && root.has(LIST) ? Where.of(LIST) : Where.ROOT;
            if (list.isArray()) {
                for (int i = 0; i < list.size(); i++) {
                    endpoint(tree.get(), where.index(i), list.get(i), indexers, notes, problems);
                }
            } else if (list.isObject() && list.has(INDEXER)) {
                endpoint(tree.get(), where, list, indexers, notes, problems);
            } else {
                problems.add(
                        tree.get().valueLine(where),
                        where,
                        "found " + (list.isObject() ? "a mapping" : "something else"),
                        "a list of endpoints, each with an indexer",
                        "");
            }
            if (problems.isEmpty() && indexers.isEmpty()) {
                problems.addToDocument(
                        1,
                        notes.isEmpty()
                                ? "found no indexer"
                                : "found no indexer that documents can go to: " + String.join("; ", notes),
                        "one endpoint with an indexer or more, of type local, opensearch or elastic",
                        "");
            }
        }
        return new MetricsEndpoints(problems.isEmpty() ? indexers : List.of(), notes);
    }

    private static void endpoint(
            LocatedTree tree,
            Where where,
            JsonNode endpoint,
            List<Indexer> indexers,
            List<String> notes,
            ProblemList problems) {
        if (!endpoint.isObject()) {
            problems.add(tree.valueLine(where), where, "found something else", "an endpoint, a mapping", "");
            return;
        }
        unknown(tree, where, endpoint, ENDPOINT_KEYS, problems);
        if (endpoint.hasNonNull(INDEXER)) {
            JsonNode indexer = endpoint.get(INDEXER);
            Where place = where.key(INDEXER);
            if (check(tree, place, indexer, problems)) {
                String type = indexer.path("type").asString("");
                if (type.equals("tsdb") || type.isEmpty()) {
                    notes.add("line " + tree.keyLine(place) + ": an indexer "
                            + (type.isEmpty() ? "without a type" : "of type tsdb, blocks of Prometheus")
                            + " is passed over");
                } else {
                    indexer(tree, place, indexer, problems).ifPresent(indexers::add);
                }
            }
        }
    }

    private static void unknown(LocatedTree tree, Where where, JsonNode node, Set<String> known, ProblemList problems) {
        for (String key : node.propertyNames()) {
            if (!known.contains(key)) {
                problems.addName(
                        tree.keyLine(where.key(key)),
                        where.key(key),
                        "unknown key",
                        "one of " + String.join(", ", known));
            }
        }
    }

    private static boolean check(LocatedTree tree, Where where, JsonNode indexer, ProblemList problems) {
        if (!indexer.isObject()) {
            problems.add(tree.valueLine(where), where, "found something else", "an indexer, a mapping", "");
            return false;
        }
        unknown(tree, where, indexer, new TreeSet<>(INDEXER_KEYS.keySet()), problems);
        boolean good = true;
        for (Map.Entry<String, String> key : INDEXER_KEYS.entrySet()) {
            JsonNode value = indexer.path(key.getKey());
            boolean fits = value.isMissingNode()
                    || value.isNull()
                    || switch (key.getValue()) {
                        case "text" -> value.isString();
                        case "true or false" -> value.isBoolean();
                        default ->
                            value.isArray()
                                    && !value.isEmpty()
                                    && value.valueStream().allMatch(JsonNode::isString);
                    };
            if (!fits) {
                Where place = where.key(key.getKey());
                problems.add(tree.valueLine(place), place, "found something else", key.getValue(), "");
                good = false;
            }
        }
        return good;
    }

    private static Optional<Indexer> indexer(LocatedTree tree, Where where, JsonNode indexer, ProblemList problems) {
        String type = indexer.path("type").asString("");
        boolean local = type.equals(LOCAL);
        if (!local && !SERVERS.contains(type)) {
            problems.add(
                    tree.keyLine(where),
                    where.key("type"),
                    "found \"" + type + '"',
                    "local, opensearch, elastic or tsdb",
                    "");
            return Optional.empty();
        }
        for (String needed : local ? List.<String>of() : List.of("esServers", "defaultIndex")) {
            if (!indexer.hasNonNull(needed)) {
                problems.add(tree.keyLine(where), where, "found no " + needed, "one, for a server", "");
                return Optional.empty();
            }
        }
        List<String> servers = new ArrayList<>();
        indexer.path("esServers").forEach(each -> servers.add(each.asString()));
        return Optional.of(new Indexer(
                local,
                servers,
                // As kube-burner's own indexers do: an index has no capitals.
                indexer.path("defaultIndex").asString("").toLowerCase(Locale.ROOT),
                indexer.path("insecureSkipVerify").asBoolean(false),
                indexer.path("metricsDirectory").asString("collected-metrics-" + UUID_MARK),
                indexer.path("createTarball").asBoolean(false)
                        ? Optional.of(indexer.path("tarballName").asString("kube-burner-metrics.tgz"))
                        : Optional.empty()));
    }
}
