package io.quietcore.runtime.pod;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.PodOrders.Order;
import io.quietcore.contract.PodOrders.OrderedRole;
import io.quietcore.contract.ProbeSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What this pod can be told to measure.
 *
 * @param templates one for each group, with places to be filled in
 */
record PodSpecs(List<ProbeSpec> templates) {
    PodSpecs {
        templates = List.copyOf(templates);
    }

    static PodSpecs read(Path file) throws IOException {
        return new PodSpecs(List.of(CanonicalJson.read(file, ProbeSpec[].class)));
    }

    /**
     * The roles of an order, without grants.
     *
     * @return empty when the order names a group that this pod does not know
     */
    List<ProbeSpec> of(Order order) {
        List<ProbeSpec> roles = new ArrayList<>();
        for (ProbeSpec template : templates) {
            if (template.group().equals(order.group())) {
                for (OrderedRole place : order.places()) {
                    ProbeSpec role = template.at(place.request(), place.role(), order.repetition(), order.attempt());
                    roles.add(place.connect() == null ? role : role.told(Parameter.CONNECT, place.connect()));
                }
            }
        }
        return roles;
    }
}
