package io.quietcore.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.LastErrorException;
import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import net.openhft.affinity.Affinity;
import net.openhft.affinity.impl.LinuxJNAAffinity;
import org.junit.jupiter.api.Test;

class RequestsTest {
    /** The kernel cuts a mask down to the CPUs that there are: with one of them in it, it is no mistake. */
    @Test
    void aMaskReachesBeyondCpu1023() throws InterruptedException {
        AtomicReference<Evidence> bound = new AtomicReference<>();
        AtomicReference<String> allowed = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            CpuSet own = CpuSet.parse(ThreadState.now().allowed());
            bound.set(Requests.bindCaller(CpuSet.of(own.first(), 2_047)));
            allowed.set(ThreadState.now().allowed());
        });
        thread.start();
        thread.join();

        assertThat(bound.get().outcome()).isEqualTo(Evidence.Outcome.USED);
        assertThat(CpuSet.parse(allowed.get()).size()).isEqualTo(1);
    }

    @Test
    void anOrdinaryMaskGoesThroughOpenHftAffinityAndTheEvidenceSaysSo() throws InterruptedException {
        List<BitSet> asked = new ArrayList<>();
        Evidence last = Requests.bindCaller(CpuSet.of(0, 1_023), asked::add);
        AtomicReference<Evidence> bound = new AtomicReference<>();
        AtomicReference<String> allowed = new AtomicReference<>();
        AtomicInteger own = new AtomicInteger();
        Thread thread = new Thread(() -> {
            own.set(CpuSet.parse(ThreadState.now().allowed()).first());
            bound.set(Requests.bindCaller(CpuSet.of(own.get())));
            allowed.set(ThreadState.now().allowed());
        });
        thread.start();
        thread.join();

        assertThat(asked).containsExactly(CpuSet.of(0, 1_023).toBitSet());
        assertThat(last).isEqualTo(Evidence.used("OpenHFT Affinity"));
        assertThat(bound.get()).isEqualTo(Evidence.used("OpenHFT Affinity"));
        assertThat(allowed.get()).isEqualTo(String.valueOf(own.get()));
        assertThat(Affinity.getAffinityImpl()).isInstanceOf(LinuxJNAAffinity.class);
    }

    @Test
    void aMaskThatTheLibraryCannotCarryIsNotGivenToIt() throws InterruptedException {
        List<BitSet> asked = new ArrayList<>();
        AtomicReference<Evidence> bound = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            CpuSet own = CpuSet.parse(ThreadState.now().allowed());
            bound.set(Requests.bindCaller(CpuSet.of(own.first(), 1_024), asked::add));
        });
        thread.start();
        thread.join();

        assertThat(asked).isEmpty();
        assertThat(bound.get())
                .isEqualTo(Evidence.used("sched_setaffinity(2), because OpenHFT Affinity ends at CPU 1023"));
    }

    @Test
    void whatTheKernelRefusesTheLibraryIsToldByItsErrno() {
        IllegalStateException refused =
                new IllegalStateException("sched_setaffinity(0,128, 0x1) failed; errno=1", new LastErrorException(1));
        IllegalStateException absent = new IllegalStateException("sched_setaffinity", new LastErrorException(22));

        assertThat(Requests.bindCaller(CpuSet.of(0), mask -> {
                            throw refused;
                        })
                        .outcome())
                .isEqualTo(Evidence.Outcome.DENIED);
        assertThat(Requests.bindCaller(CpuSet.of(0), mask -> {
                            throw absent;
                        })
                        .outcome())
                .isEqualTo(Evidence.Outcome.UNAVAILABLE);
    }

    @Test
    void cpusThatThereAreNotAreToldByTheKernelAndNotCountedAsForbidden() throws InterruptedException {
        AtomicReference<Evidence> bound = new AtomicReference<>();
        Thread thread = new Thread(() -> bound.set(Requests.bindCaller(CpuSet.of(CpuSet.MAX_CPU))));
        thread.start();
        thread.join();

        assertThat(bound.get().outcome()).isEqualTo(Evidence.Outcome.UNAVAILABLE);
        assertThat(bound.get().detail()).contains("sched_setaffinity");
    }
}
