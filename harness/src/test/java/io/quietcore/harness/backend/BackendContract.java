package io.quietcore.harness.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.plan.CampaignPlan;
import io.quietcore.harness.plan.Measure;
import io.quietcore.harness.plan.NextStep;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.CampaignYaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every backend does, whatever the road on which its roles' results come home. */
@Tag("once")
@Timeout(60)
public abstract class BackendContract {
    public static final String UUID = "00000000-0000-4000-8000-000000000001";
    public static final Campaign CAMPAIGN = campaign();

    private final ExecutorService elsewhere = Executors.newCachedThreadPool();
    private final CountDownLatch begun = new CountDownLatch(2);
    private final Map<String, Progress> progress = new ConcurrentHashMap<>();

    /** Counts the first progress of each role; keeps the last. */
    private final Backend.Listener listener = new Backend.Listener() {
        @Override
        public void progressed(ProbeSpec role, Progress done) {
            if (progress.put(role.role(), done) == null) {
                begun.countDown();
            }
        }

        @Override
        public void said(ProbeSpec role, String line) {
            assertThat(line).as("a line for people").isNotBlank();
        }
    };

    /** A backend with two places, whose roles play what they are told, in the order of the places. */
    protected abstract Backend open(FakeRole first, FakeRole second) throws Exception;

    /** One with two places of one machine, of which the second turns out to have no CPU. */
    protected abstract Backend openWhereTheSecondIsUnreached() throws Exception;

    /** What the backend has made and is still there, by name. */
    protected abstract List<String> left() throws Exception;

    private static Campaign campaign() {
        String yaml = """
                campaign: contract
                description: what a backend is asked for
                repetitions: 6
                blockSize: 3
                seed: 7
                primary: [jitter-lost]
                probes:
                  jitter: {windows: 2, window: 50ms, threshold: 1us}
                sides:
                  baseline: {pinned: false, pod: {qos: burstable}}
                  tuned: {pinned: true}
                """;
        CampaignYaml.Outcome outcome = CampaignYaml.parse("contract.yml", yaml.getBytes(StandardCharsets.UTF_8));
        if (outcome instanceof CampaignYaml.Parsed parsed) {
            return parsed.campaign();
        }
        throw new IllegalStateException(outcome.toString());
    }

    /** The first attempt at a repetition of the tuned side. */
    public static List<ProbeSpec> roles(Backend backend, int repetition) {
        return roles(backend, "tuned", UUID, repetition);
    }

    /** The same of another side, or another run. */
    public static List<ProbeSpec> roles(Backend backend, String side, String uuid, int repetition) {
        Measure measure = new Measure(
                side, CampaignPlan.groups(CAMPAIGN, backend.places()).get(0), repetition, 1);
        return CampaignPlan.specs(CAMPAIGN, new NextStep.Run(measure, 1), uuid);
    }

    private Future<List<RoleOutcome>> measuring(Backend backend) {
        return elsewhere.submit(() -> backend.measure(roles(backend, 1), listener));
    }

    @AfterEach
    void endThreads() {
        elsewhere.shutdownNow();
    }

    @Test
    void oneOutcomeForEachRoleComesInTheirOrderAndProgressIsTold() throws Exception {
        try (Backend backend = open(FakeRole.MEASURES, FakeRole.MEASURES)) {
            List<ProbeSpec> roles = roles(backend, 1);

            List<RoleOutcome> outcomes = backend.measure(roles, listener);

            assertThat(roles).hasSize(2);
            assertThat(outcomes)
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(RoleOutcome.Measured.class))
                    .extracting(outcome -> outcome.spec().role())
                    .containsExactly(roles.get(0).role(), roles.get(1).role());
            assertThat(progress)
                    .containsOnlyKeys(roles.get(0).role(), roles.get(1).role())
                    .allSatisfy((role, last) -> assertThat(last).isEqualTo(new Progress("window", 2, 2)));
        }
    }

    @Test
    void anotherGroupFollowsTheFirst() throws Exception {
        try (Backend backend = open(FakeRole.MEASURES, FakeRole.MEASURES)) {
            backend.measure(roles(backend, 1), listener);

            List<RoleOutcome> outcomes = backend.measure(roles(backend, 2), listener);

            assertThat(outcomes).hasSize(2).allSatisfy(outcome -> assertThat(outcome)
                    .asInstanceOf(type(RoleOutcome.Measured.class))
                    .extracting(measured -> measured.result().spec().repetition())
                    .isEqualTo(2));
        }
    }

    @Test
    void aRoleThatFailsHasFailedWithItsLastWordsAndTheOtherIsMeasured() throws Exception {
        try (Backend backend = open(FakeRole.MEASURES, FakeRole.FAILS)) {
            List<RoleOutcome> outcomes = backend.measure(roles(backend, 1), listener);

            assertThat(outcomes.get(0)).isInstanceOf(RoleOutcome.Measured.class);
            assertThat(outcomes.get(1))
                    .isInstanceOfSatisfying(RoleOutcome.Failed.class, failed -> assertThat(failed.reasons())
                            .anyMatch(reason -> reason.contains("ended with code " + FakeRole.EXIT_CODE))
                            .anyMatch(reason -> reason.contains(FakeRole.LAST_WORDS)));
        }
    }

    @Test
    void aFrameThatIsBrokenForGoodMakesTheRoleFailAndNeverShorter() throws Exception {
        try (Backend backend = open(FakeRole.SENDS_A_BROKEN_FRAME, FakeRole.MEASURES)) {
            List<RoleOutcome> outcomes = backend.measure(roles(backend, 1), listener);

            assertThat(outcomes.get(0))
                    .isInstanceOfSatisfying(RoleOutcome.Failed.class, failed -> assertThat(failed.reasons())
                            .anyMatch(reason -> reason.contains("missing")));
            assertThat(outcomes.get(1)).isInstanceOf(RoleOutcome.Measured.class);
        }
    }

    @Test
    void closingInterruptsTheMeasurementAndLeavesNothing() throws Exception {
        Backend backend = open(FakeRole.MEASURES_UNTIL_STOPPED, FakeRole.MEASURES_UNTIL_STOPPED);
        Future<List<RoleOutcome>> measuring = measuring(backend);
        begun.await();

        backend.close();

        assertThatThrownBy(() -> measuring.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(left()).isEmpty();
    }

    @Test
    void closingAtTheVeryBeginningLeavesNothing() throws Exception {
        Backend backend = open(FakeRole.MEASURES_UNTIL_STOPPED, FakeRole.MEASURES_UNTIL_STOPPED);
        Future<List<RoleOutcome>> measuring = measuring(backend);

        backend.close();

        assertThatThrownBy(() -> measuring.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(left()).isEmpty();
    }

    @Test
    void anInterruptedThreadEndsItsRoles() throws Exception {
        Backend backend = open(FakeRole.MEASURES_UNTIL_STOPPED, FakeRole.MEASURES_UNTIL_STOPPED);
        try (backend) {
            Future<Boolean> interrupted = elsewhere.submit(() -> {
                try {
                    backend.measure(roles(backend, 1), listener);
                    return false;
                } catch (InterruptedException e) {
                    return true;
                }
            });
            begun.await();

            // Not of the future, which would forget what came of it.
            elsewhere.shutdownNow();

            assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void stoppingGivesResultsThatAreValidAndShorterByOrder() throws Exception {
        try (Backend backend = open(FakeRole.MEASURES_UNTIL_STOPPED, FakeRole.MEASURES_UNTIL_STOPPED)) {
            Future<List<RoleOutcome>> measuring = measuring(backend);
            begun.await();

            backend.stop();

            assertThat(measuring.get(30, TimeUnit.SECONDS)).hasSize(2).allSatisfy(outcome -> assertThat(outcome)
                    .asInstanceOf(type(RoleOutcome.Measured.class))
                    .extracting(RoleOutcome.Measured::result)
                    .matches(ProbeResult::stopped, "stopped")
                    .matches(ProbeResult::valid, "valid"));
        }
    }

    @Test
    void aNumaNodeThatWasNotReachedIsNotMeasuredAndTheOtherIs() throws Exception {
        try (Backend backend = openWhereTheSecondIsUnreached()) {
            List<RoleOutcome> outcomes = backend.measure(roles(backend, 1), listener);

            assertThat(outcomes.get(0)).isInstanceOf(RoleOutcome.Measured.class);
            assertThat(outcomes.get(1))
                    .isInstanceOfSatisfying(RoleOutcome.NotMeasured.class, none -> assertThat(none.reasons())
                            .isNotEmpty());
        }
    }
}
