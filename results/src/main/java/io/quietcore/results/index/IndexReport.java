package io.quietcore.results.index;

import java.util.List;

/**
 * What came of indexing.
 *
 * @param documents that were handed over
 * @param created that the index had not
 * @param present that it had already, under the same id
 * @param rejected that the server refused, for good
 * @param reasons why, in words, one for each of the first
 * @param bulkRequests that were answered
 * @param seconds from the first document to the last answer
 */
public record IndexReport(
        long documents,
        long created,
        long present,
        long rejected,
        List<String> reasons,
        int bulkRequests,
        double seconds) {
    public IndexReport {
        reasons = List.copyOf(reasons);
    }
}
