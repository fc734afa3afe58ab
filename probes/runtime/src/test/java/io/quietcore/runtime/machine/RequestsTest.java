package io.quietcore.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Evidence;
import java.util.concurrent.atomic.AtomicReference;
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
    void cpusThatThereAreNotAreToldByTheKernelAndNotCountedAsForbidden() throws InterruptedException {
        AtomicReference<Evidence> bound = new AtomicReference<>();
        Thread thread = new Thread(() -> bound.set(Requests.bindCaller(CpuSet.of(CpuSet.MAX_CPU))));
        thread.start();
        thread.join();

        assertThat(bound.get().outcome()).isEqualTo(Evidence.Outcome.UNAVAILABLE);
        assertThat(bound.get().detail()).contains("sched_setaffinity");
    }
}
