package io.quietcore.harness.cli;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that measures a campaign can be told. */
final class CampaignOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder for the results; default: named after campaign and time")
    @Nullable
    Path out;

    @Option(names = "--resume", paramLabel = "DIR", description = "go on with what was interrupted")
    @Nullable
    Path resume;

    @Mixin
    ProbeOptions probes = new ProbeOptions();

    @Mixin
    KubernetesOptions kubernetes = new KubernetesOptions();

    @Mixin
    DocumentOptions documents = new DocumentOptions();

    @Mixin
    IndexOptions index = new IndexOptions();

    @Mixin
    HistoryOptions history = new HistoryOptions();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "end with code 2 after this long; default: 4h, or twice what the plan needs")
    @Nullable
    Duration timeout;

    @Option(names = "--junit", paramLabel = "FILE", description = "also write gates and verdicts as JUnit XML")
    @Nullable
    Path junit;

    @Mixin
    OutputOption output = new OutputOption();

    @Option(
            names = "--log-level",
            defaultValue = "info",
            description = "debug, info, warn or error; default ${DEFAULT-VALUE}")
    String logLevel = "info";
}
