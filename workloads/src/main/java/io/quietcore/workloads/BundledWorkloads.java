package io.quietcore.workloads;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The campaigns that come with the program. Listing reads one line of each and nothing else: neither the YAML parser nor
 * the schema is loaded, for {@code workloads list} must start fast.
 */
public final class BundledWorkloads {
    /** In the order in which they are listed; a test finds a resource that is missing here. */
    private static final List<String> NAMES = List.of(
            "host-smoke",
            "host-steps",
            "soak",
            "under-load",
            "kubernetes-smoke",
            "kubernetes-qos-class",
            "kubernetes-node-tuning");

    private static final String DESCRIPTION = "description: ";

    private BundledWorkloads() {}

    /**
     * A bundled campaign.
     *
     * @param name what {@code quietcore campaign} takes
     * @param description the file's own, one line
     */
    public record Bundled(String name, String description) {}

    public static List<String> names() {
        return NAMES;
    }

    public static List<Bundled> list() {
        return NAMES.stream().map(name -> new Bundled(name, description(name))).toList();
    }

    /**
     * The campaign's YAML, as {@code workloads show} prints it and {@code extract} writes it.
     *
     * @param name one of {@link #names()}
     */
    public static String load(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("'" + name + "' is not a bundled campaign; those are " + NAMES);
        }
        return new String(CampaignSchema.resource("bundled/" + fileName(name)), StandardCharsets.UTF_8);
    }

    /** What {@link #load} is called as a file. */
    public static String fileName(String name) {
        return name + ".yml";
    }

    /** Bundled files keep their description on one plain line (a test compares it with the parsed one). */
    private static String description(String name) {
        return load(name)
                .lines()
                .filter(line -> line.startsWith(DESCRIPTION))
                .findFirst()
                .map(line -> line.substring(DESCRIPTION.length()))
                .orElse("");
    }
}
