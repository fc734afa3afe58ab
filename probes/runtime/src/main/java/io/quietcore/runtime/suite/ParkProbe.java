package io.quietcore.runtime.suite;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.runtime.machine.Futex;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** The measuring thread sleeps, its partner wakes it at each deadline, by turns through the JVM and by a futex. */
final class ParkProbe extends LatencyProbe {
    private static final long GONE_NS = 10_000_000_000L;

    private final Partner partner = new Partner("waker");
    private final Futex futex = new Futex();
    private final Sleeper sleep = Sleeper.clockNanosleep();
    private final PlacementGrant grant;
    private final String mechanism;
    private final long periodNs;
    private final Histogram parked = latencies.series("park");
    private final Histogram waited = latencies.series("futex");
    private volatile long called;
    private volatile long calledNs;
    private volatile long plannedNs;
    private volatile long answered;

    ParkProbe(long periodNs, Parameters parameters, PlacementGrant grant) {
        this.periodNs = periodNs;
        this.grant = grant;
        String wanted = parameters.text(Parameter.MECHANISM);
        this.mechanism = futex.supported() ? wanted : "park";
    }

    @Override
    public void placed(int fifoPriority) {
        if (!grant.partnerCpus().isEmpty()) {
            partner.take(grant.partnerCpus(), fifoPriority);
        }
    }

    private boolean byFutex(long index) {
        return mechanism.equals("futex") || (mechanism.equals("both") && (index & 1) == 1);
    }

    @Override
    long run(long fromNs, long lengthNs) {
        long count = lengthNs / periodNs;
        Thread sleeper = Thread.currentThread();
        called = 0;
        answered = 0;
        futex.set(0);
        partner.start(() -> wake(sleeper, fromNs, count));
        for (long i = 1; i <= count; i++) {
            boolean byFutex = byFutex(i);
            while (called < i) {
                if (byFutex) {
                    futex.waitWhile((int) (i - 1));
                } else {
                    LockSupport.park(this);
                }
            }
            long nowNs = System.nanoTime();
            latencies.record(nowNs - plannedNs);
            latencies.record(byFutex ? waited : parked, nowNs - calledNs);
            answered = i;
        }
        partner.await();
        return count;
    }

    /** On the partner's CPU. A wake-up that is not answered yet makes the next one late, not less. */
    private void wake(Thread sleeper, long fromNs, long count) {
        for (long i = 1; i <= count; i++) {
            long dueNs = fromNs + i * periodNs;
            // Asleep until then: at a real-time priority a spinning waker would be throttled.
            if (System.nanoTime() < dueNs) {
                sleep.sleepUntil(dueNs);
            }
            plannedNs = dueNs;
            calledNs = System.nanoTime();
            called = i;
            futex.set((int) i);
            if (byFutex(i)) {
                futex.wake();
            } else {
                LockSupport.unpark(sleeper);
            }
            while (answered < i && System.nanoTime() - calledNs < GONE_NS) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public Map<String, Evidence> evidence() {
        return Map.of(
                "partner",
                partner.place(),
                "futex",
                futex.supported()
                        ? Evidence.used("FUTEX_WAIT and FUTEX_WAKE, private")
                        : Evidence.unavailable("the number of the system call is not known on this architecture"));
    }

    @Override
    public void close() {
        partner.close();
    }
}
