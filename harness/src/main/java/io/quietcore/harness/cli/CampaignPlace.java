package io.quietcore.harness.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a campaign is measured and kept.
 *
 * @param context of the kubeconfig; null for its current one, and for this machine
 * @param folder for the results; null for one that is named after campaign and time
 * @param resumed whether the folder holds what is gone on with
 * @param inFleet whether other clusters measure the same campaign in this process
 */
record CampaignPlace(@Nullable String context, @Nullable Path folder, boolean resumed, boolean inFleet) {
    static CampaignPlace only(CampaignOptions options) {
        return new CampaignPlace(
                options.kubernetes.contexts.isEmpty() ? null : options.kubernetes.contexts.get(0),
                options.resume == null ? options.out : options.resume,
                options.resume != null,
                false);
    }
}
