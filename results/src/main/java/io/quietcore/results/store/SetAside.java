package io.quietcore.results.store;

import java.util.List;

/**
 * A repetition that is kept and marked in its name.
 *
 * @param name the folder's name
 * @param reasons why it is invalid, as its {@code result.json} says; empty for one that is incomplete
 */
public record SetAside(RepetitionFolderName name, List<String> reasons) {
    public SetAside {
        reasons = List.copyOf(reasons);
    }
}
