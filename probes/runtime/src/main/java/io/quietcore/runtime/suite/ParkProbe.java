package io.quietcore.runtime.suite;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.runtime.machine.Futex;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** The measuring thread sleeps, its partner wakes it at each deadline, by turns through the JVM and by a futex. */
final class ParkProbe extends LatencyProbe {
    /** Deadlines of the past, which need no sleep, for each that lies ahead: warm-up is for the compiler. */
    private static final int PAST_DEADLINES = 500;

    private static final int AHEAD_DEADLINES = 20;

    private static final int CALLED = 0;
    private static final int ANSWERED = 1;

    private final Partner partner = new Partner("waker");
    private final Futex futex = new Futex();
    private final Sleeper sleep = Sleeper.clockNanosleep();
    private final LongSupplier ownSwitches;
    private final PlacementGrant grant;
    private final String mechanism;
    private final long periodNs;
    private final Histogram parked = latencies.series("park");
    private final Histogram waited = latencies.series("futex");
    private final long[] words = SharedWords.make(2);

    // Written by one thread before it writes its word, read by the other behind that.
    private long fromNs;
    private long count;
    private long plannedNs;
    private long calledNs;

    private boolean met;
    private long awake;
    private long wakeUps;
    private long neverSlept;

    /**
     * A probe of one thread.
     *
     * @param ownSwitches how often the calling thread went to sleep of itself
     */
    ParkProbe(long periodNs, Parameters parameters, PlacementGrant grant, LongSupplier ownSwitches) {
        this.ownSwitches = ownSwitches;
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

    /** Runs through deadlines of the past, as after a stall, and sleeps now and then. */
    @Override
    public void warmUp(long lengthNs) {
        long untilNs = System.nanoTime() + lengthNs;
        while (System.nanoTime() < untilNs) {
            meet();
            run(System.nanoTime() - PAST_DEADLINES * periodNs, (PAST_DEADLINES + AHEAD_DEADLINES) * periodNs);
        }
        latencies.reset();
    }

    @Override
    public void measure(long lengthNs) {
        super.measure(lengthNs);
        wakeUps += count;
        neverSlept += awake;
    }

    /** The waker is awake, and has the window's plan next. */
    @Override
    public void meet() {
        Thread sleeper = Thread.currentThread();
        met = partner.ready(() -> wake(sleeper));
    }

    @Override
    long run(long windowNs, long lengthNs) {
        if (!met) {
            problem("the waking thread did not come within 10 s");
            return 0;
        }
        long[] shared = words;
        fromNs = windowNs;
        count = lengthNs / periodNs;
        SharedWords.write(shared, CALLED, 0);
        SharedWords.write(shared, ANSWERED, 0);
        futex.set(0);
        partner.go();
        awake = 0;
        long slept = ownSwitches.getAsLong();
        for (long i = 1; i <= count; i++) {
            boolean byFutex = byFutex(i);
            while (SharedWords.read(shared, CALLED) < i) {
                if (byFutex) {
                    futex.waitWhile((int) (i - 1));
                } else {
                    LockSupport.park(this);
                }
            }
            long nowNs = System.nanoTime();
            latencies.record(nowNs - plannedNs);
            long sleptNow = ownSwitches.getAsLong();
            if (sleptNow > slept) {
                latencies.record(byFutex ? waited : parked, nowNs - calledNs);
            } else {
                // The call came before it slept: late by the plan, and no wake-up.
                awake++;
            }
            slept = sleptNow;
            SharedWords.write(shared, ANSWERED, i);
        }
        partner.awaitReadied();
        return count;
    }

    /** On the partner's CPU. A wake-up that is not answered yet makes the next one late, not less. */
    private void wake(Thread sleeper) {
        long[] shared = words;
        long planned = count;
        long startNs = fromNs;
        for (long i = 1; i <= planned; i++) {
            long dueNs = startNs + i * periodNs;
            // Asleep until then: at a real-time priority a spinning waker would be throttled.
            if (System.nanoTime() < dueNs) {
                sleep.sleepUntil(dueNs);
            }
            plannedNs = dueNs;
            calledNs = System.nanoTime();
            SharedWords.write(shared, CALLED, i);
            futex.set((int) i);
            if (byFutex(i)) {
                futex.wake();
            } else {
                LockSupport.unpark(sleeper);
            }
            if (!SharedWords.await(shared, ANSWERED, i, calledNs)) {
                return;
            }
        }
    }

    @Override
    public Map<String, Evidence> evidence() {
        return Map.of(
                "partner",
                partner.place(),
                "neverSlept",
                Evidence.seen(
                        neverSlept + " of " + wakeUps
                                + " calls came before the thread slept: they are late by the plan, and in no series from the call"),
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
