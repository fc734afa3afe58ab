package io.quietcore.harness.cli;

import io.quietcore.workloads.BundledWorkloads;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.CampaignYaml;
import io.quietcore.workloads.WorkloadName;
import io.quietcore.workloads.yaml.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A campaign and the text that it was read from.
 *
 * @param campaign what it says
 * @param yaml its text
 */
@SuppressWarnings("ArrayRecordComponent") // Carried to the store, never compared.
record CampaignText(Campaign campaign, byte[] yaml) {
    /** Reads what a person named on the command line: a bundled campaign or a file. */
    static CampaignText named(String typed) throws CommandFailure, IOException {
        WorkloadName name = WorkloadName.of(typed);
        if (name instanceof WorkloadName.Bundled bundled) {
            return parsed(
                    BundledWorkloads.fileName(bundled.name()),
                    BundledWorkloads.load(bundled.name()).getBytes(StandardCharsets.UTF_8));
        }
        if (name instanceof WorkloadName.File file) {
            return read(Path.of(file.path()));
        }
        throw CommandFailure.error(((WorkloadName.Unknown) name).message());
    }

    /** Reads a campaign's file. */
    static CampaignText read(Path file) throws CommandFailure, IOException {
        if (Files.isDirectory(file)) {
            throw CommandFailure.error(file + " is a folder; expected a campaign's YAML file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return parsed(file.toString(), in.readNBytes(CampaignYaml.MAX_BYTES + 1));
        }
    }

    static CampaignText parsed(String fileName, byte[] yaml) throws CommandFailure {
        CampaignYaml.Outcome outcome = CampaignYaml.parse(fileName, yaml);
        if (outcome instanceof CampaignYaml.Parsed parsed) {
            return new CampaignText(parsed.campaign(), yaml);
        }
        throw new CommandFailure(
                ExitCode.ERROR,
                ((CampaignYaml.Rejected) outcome)
                        .problems().stream().map(Problem::toString).toList());
    }
}
