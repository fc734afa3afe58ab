package io.quietcore.harness.scale;

import java.nio.file.Path;

/** {@code StoredCampaignMain RECORDED FOLDER NODES}: for {@code scripts/bench scale}. */
public final class StoredCampaignMain {
    private StoredCampaignMain() {}

    /** Writes a campaign and prints how many histograms it has. */
    public static void main(String[] args) throws Exception {
        int nodes = Integer.parseInt(args[2]);
        StoredCampaign.write(Path.of(args[0]), Path.of(args[1]), nodes);
        System.out.println(nodes * StoredCampaign.HISTOGRAMS_PER_NODE);
    }
}
