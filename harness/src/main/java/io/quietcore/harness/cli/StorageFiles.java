package io.quietcore.harness.cli;

import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.Probe;
import io.quietcore.contract.StorageTarget;
import io.quietcore.workloads.Campaign;
import java.io.IOException;

/** What a storage probe would work on here, looked at before anything is measured. */
final class StorageFiles {
    private StorageFiles() {}

    /** Says where one of a campaign's probes would write to what is not ours, or where nothing can be measured. */
    static void check(Campaign campaign) throws CommandFailure {
        for (var load : campaign.probes()) {
            check(load.probe(), load.parameters(), "probes." + load.probe().spelling() + ".file: ");
        }
    }

    /** As {@link #check(Campaign)}, for one probe. */
    static void check(Probe probe, Parameters parameters, String where) throws CommandFailure {
        if (!probe.parameters().contains(Parameter.FILE)) {
            return;
        }
        try {
            StorageTarget.of(parameters);
        } catch (IOException e) {
            throw CommandFailure.error(where + e.getMessage());
        }
    }
}
