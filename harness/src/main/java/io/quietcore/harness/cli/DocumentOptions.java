package io.quietcore.harness.cli;

import io.quietcore.results.facts.UserMetadata;
import io.quietcore.workloads.yaml.LocatedYaml;
import io.quietcore.workloads.yaml.MetadataYaml;
import io.quietcore.workloads.yaml.Problem;
import io.quietcore.workloads.yaml.ProblemList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a run's documents are told beside what is measured, in kube-burner's words. */
final class DocumentOptions {
    private static final String SET_PREFIX = "metadata.";

    /** What may name a folder and be searched for in an index. */
    private static final Pattern UUID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");

    @Option(
            names = "--uuid",
            paramLabel = "UUID",
            description = "of the run, such as kube-burner's own, so that one query finds both; default: a new one")
    private @Nullable String uuid;

    @Option(
            names = "--user-metadata",
            paramLabel = "FILE",
            description = "a YAML mapping that goes into every document; at the top level of jobSummary")
    private @Nullable Path userMetadata;

    @Option(
            names = "--set",
            paramLabel = "metadata.NAME=VALUE",
            description = "one entry of it, over the file's; may be given many times")
    private List<String> set = new ArrayList<>();

    /** The uuid that was asked for, checked. */
    Optional<String> uuid() throws CommandFailure {
        if (uuid != null && !UUID.matcher(uuid).matches()) {
            throw CommandFailure.error("--uuid: found '" + uuid + "'; expected letters, digits and dashes, 64 at most");
        }
        return Optional.ofNullable(uuid);
    }

    /** The user's metadata; empty where none was given. */
    Optional<Map<String, Object>> metadata() throws CommandFailure, IOException {
        if (userMetadata == null && set.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> metadata = new TreeMap<>();
        if (userMetadata != null) {
            metadata.putAll(read(userMetadata));
        }
        for (String each : set) {
            int equals = each.indexOf('=');
            if (equals < SET_PREFIX.length() + 1 || !each.startsWith(SET_PREFIX)) {
                throw CommandFailure.error("--set: found '" + each + "'; expected metadata.NAME=VALUE");
            }
            String name = each.substring(SET_PREFIX.length(), equals);
            refuse("--set", Map.of(name, ""));
            metadata.put(name, MetadataYaml.value(each.substring(equals + 1)));
        }
        return Optional.of(metadata);
    }

    private static Map<String, Object> read(Path file) throws CommandFailure, IOException {
        ProblemList problems = new ProblemList(file.toString());
        Map<String, Object> metadata;
        try (InputStream in = Files.newInputStream(file)) {
            metadata = MetadataYaml.read(in.readNBytes(LocatedYaml.MAX_BYTES + 1), problems);
        }
        if (!problems.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.ERROR,
                    problems.byLine().stream().map(Problem::toString).toList());
        }
        refuse(file.toString(), metadata);
        return metadata;
    }

    private static void refuse(String where, Map<String, ?> metadata) throws CommandFailure {
        List<String> problems = UserMetadata.problems(metadata);
        if (!problems.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.ERROR,
                    problems.stream().map(each -> where + ": " + each).toList());
        }
    }
}
