package io.quietcore.harness.kubernetes;

import java.util.Map;
import java.util.TreeMap;

/** The labels of everything that a run makes in a cluster, by which it is found again and removed. */
final class Labels {
    static final String NAME = "app.kubernetes.io/name";
    static final String QUIETCORE = "quietcore";
    static final String UUID = "quietcore.io/uuid";
    static final String CAMPAIGN = "quietcore.io/campaign";
    static final String SIDE = "quietcore.io/side";

    /** kube-burner's own, so that its users find our pods by a run's uuid; never runid or job, which drive its clean-up. */
    private static final String KUBE_BURNER_UUID = "kube-burner.io/uuid";

    private Labels() {}

    static Map<String, String> of(String uuid, String campaignId, String side) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(NAME, QUIETCORE);
        labels.put("app.kubernetes.io/managed-by", QUIETCORE);
        labels.put(UUID, uuid);
        labels.put(KUBE_BURNER_UUID, uuid);
        labels.put(CAMPAIGN, campaignId);
        labels.put(SIDE, side);
        return labels;
    }

    static Map<String, String> ofUuid(String uuid) {
        return Map.of(NAME, QUIETCORE, UUID, uuid);
    }

    /** Of a run that may share its uuid, which users can choose, with one of another campaign. */
    static Map<String, String> ofUuid(String uuid, String campaignId) {
        return Map.of(NAME, QUIETCORE, UUID, uuid, CAMPAIGN, campaignId);
    }

    static Map<String, String> ofCampaign(String campaignId) {
        return Map.of(NAME, QUIETCORE, CAMPAIGN, campaignId);
    }
}
