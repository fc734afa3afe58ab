package io.quietcore.contract;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One role's exact orders, as JSON on one line of the launcher's standard input.
 *
 * @param uuid the run that the result belongs to
 * @param side the campaign's side, such as {@code baseline}
 * @param group the roles that measure together; letters, digits, dot and dash
 * @param role this one's name in its group, likewise
 * @param repetition from 1
 * @param attempt from 1: an invalid repetition is repeated
 * @param request where asked for
 * @param grant where granted, or null where the probe's JVM grants itself (in a pod, where the kubelet picks the CPUs)
 * @param parameters what the probe is told beyond its windows
 * @param load what runs beside it, the same on every side of a campaign
 * @param jvmFlags more flags for the measuring JVM, after our own
 */
public record ProbeSpec(
        String uuid,
        String side,
        String group,
        String role,
        int repetition,
        int attempt,
        Probe probe,
        PlacementRequest request,
        @Nullable PlacementGrant grant,
        Settings settings,
        Schedule schedule,
        Parameters parameters,
        LoadOrder load,
        List<String> jvmFlags) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.-]{1,253}");

    public ProbeSpec {
        jvmFlags = List.copyOf(jvmFlags);
        for (String name : List.of(uuid, side, group, role)) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + name + "' is not a name of letters, digits, dot and dash");
            }
        }
        if (repetition < 1 || attempt < 1) {
            throw new IllegalArgumentException(
                    "repetition " + repetition + " and attempt " + attempt + " are counted from 1");
        }
    }

    /** These orders with a place to carry them out. */
    public ProbeSpec granted(PlacementGrant place) {
        return with(request, role, repetition, attempt, place, parameters, load);
    }

    /** Whether the causes of spikes are sought meanwhile, which disturbs what is measured: it is compared with nothing. */
    public boolean explained() {
        return probe.parameters().contains(Parameter.EXPLAIN)
                && parameters.text(Parameter.EXPLAIN).equals("yes");
    }

    /** These orders with one parameter more. */
    public ProbeSpec told(Parameter parameter, String value) {
        return with(request, role, repetition, attempt, grant, parameters.with(parameter, value), load);
    }

    /** These orders as another repetition. */
    ProbeSpec numbered(int number) {
        return with(request, role, number, attempt, grant, parameters, load);
    }

    /** These orders with this load. */
    public ProbeSpec loaded(LoadOrder order) {
        return with(request, role, repetition, attempt, grant, parameters, order);
    }

    /** These orders for a role at its place, for one attempt at one repetition: a pod is told the rest once, beforehand. */
    public ProbeSpec at(PlacementRequest place, String name, int ofRepetition, int ofAttempt) {
        return with(place, name, ofRepetition, ofAttempt, grant, parameters, load);
    }

    private ProbeSpec with(
            PlacementRequest place,
            String name,
            int ofRepetition,
            int ofAttempt,
            @Nullable PlacementGrant placed,
            Parameters told,
            LoadOrder order) {
        return new ProbeSpec(
                uuid,
                side,
                group,
                name,
                ofRepetition,
                ofAttempt,
                probe,
                place,
                placed,
                settings,
                schedule,
                told,
                order,
                jvmFlags);
    }

    /** Whether this is what {@code ordered} became where it was granted: the same but for CPUs, which only the probe knows. */
    public boolean carriesOut(ProbeSpec ordered) {
        return uuid.equals(ordered.uuid)
                && side.equals(ordered.side)
                && group.equals(ordered.group)
                && role.equals(ordered.role)
                && repetition == ordered.repetition
                && attempt == ordered.attempt
                && probe == ordered.probe
                && request.equals(ordered.request)
                && settings.equals(ordered.settings)
                && schedule.equals(ordered.schedule)
                && load.kind().equals(ordered.load.kind())
                && jvmFlags.equals(ordered.jvmFlags);
    }
}
