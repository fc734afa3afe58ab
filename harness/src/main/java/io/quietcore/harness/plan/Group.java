package io.quietcore.harness.plan;

import io.quietcore.contract.Probe;
import io.quietcore.harness.backend.Backend.Place;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The roles that measure together: one probe on every NUMA node of every machine at the same time, but for a machine that was
 * disturbed and measures again.
 *
 * @param probe what they run; its name is the group's
 * @param places where, one role each
 * @param explained whether the causes of spikes are sought meanwhile
 */
public record Group(Probe probe, List<Place> places, boolean explained) {
    public Group {
        places = List.copyOf(places);
        if (places.isEmpty()) {
            throw new IllegalArgumentException("a group has at least one place to measure");
        }
    }

    /** Of roles, folders and the journal. */
    public String name() {
        return probe.spelling() + (explained ? "-explained" : "");
    }

    public Set<String> roles() {
        Set<String> roles = new TreeSet<>();
        places.forEach(place -> roles.add(place.role()));
        return roles;
    }
}
