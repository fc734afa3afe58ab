package io.quietcore.harness.backend;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.ProbeSpec;
import java.util.List;
import java.util.function.Function;

/**
 * A backend that measures nothing: each group has its answers.
 *
 * @param places of its nodes
 * @param remembering whether it says that it was at work on the roles before
 * @param answers to the specs of a group, in their order
 * @param bootId of its machine
 */
public record AnsweringBackend(
        List<Place> places, boolean remembering, Function<List<ProbeSpec>, List<RoleOutcome>> answers, String bootId)
        implements Backend {
    /** One whose machine was never booted again. */
    public AnsweringBackend(
            List<Place> places, boolean remembering, Function<List<ProbeSpec>, List<RoleOutcome>> answers) {
        this(places, remembering, answers, "boot");
    }

    /** One that remembers nothing and answers each spec by itself. */
    public static AnsweringBackend each(List<Place> places, Function<ProbeSpec, RoleOutcome> answer) {
        return new AnsweringBackend(
                places, false, roles -> roles.stream().map(answer).toList());
    }

    @Override
    public List<String> refusals(List<PlacementRequest> requests) {
        return List.of();
    }

    @Override
    public List<RoleOutcome> measure(List<ProbeSpec> roles, Listener listener) {
        return answers.apply(roles);
    }

    @Override
    public boolean remembers(List<ProbeSpec> roles) {
        return remembering;
    }

    @Override
    public Evidence stepAside(List<PlacementRequest> requests) {
        return Evidence.notAsked();
    }

    @Override
    public void stop() {}

    @Override
    public void close() {}
}
