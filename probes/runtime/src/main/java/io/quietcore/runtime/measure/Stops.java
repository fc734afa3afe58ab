package io.quietcore.runtime.measure;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.ProbeResult.Window;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * When something stopped this process and let it go on: SIGSTOP, job control, a debugger. A stop lies in a window like a stall
 * of the machine and is none. The kernel tells of its end only, by SIGCONT, whose handler notes the time; the handler runs in
 * a thread of its own when a signal comes, and never else, so that watching costs nothing.
 */
public final class Stops {
    /** The handler's thread is started when the measuring one goes on already. */
    private static final long LATE_NS = 100_000_000;

    /** Whoever sends more tells nothing new. */
    private static final int MOST = 10_000;

    private final Queue<Long> continuedNs = new ConcurrentLinkedQueue<>();

    private Stops() {}

    /** Begins to watch this JVM; before the pin, for it loads classes. */
    public static Stops watch() {
        Stops stops = new Stops();
        stops.handle();
        return stops;
    }

    /** By reflection: the compiler warns of {@code sun.misc.Signal}, which the JDK has no other name for (JEP 260). */
    private void handle() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object noting = Proxy.newProxyInstance(
                    Stops.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            continued(System.nanoTime());
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("CONT"), noting);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no sun.misc.Signal, of the module jdk.unsupported", e);
        }
    }

    /** The process went on at this time of {@link System#nanoTime}. */
    void continued(long atNs) {
        if (continuedNs.size() < MOST) {
            continuedNs.add(atNs);
        }
    }

    /** How often it went on. */
    public int times() {
        return continuedNs.size();
    }

    /** For a result: that it was watched, and what was seen. */
    Evidence evidence() {
        return Evidence.seen(times() == 0 ? "never" : "continued " + times() + " times (SIGCONT)");
    }

    /** Why windows are invalid: those in which the process was stopped. */
    List<String> reasons(List<Window> windows) {
        List<String> reasons = new ArrayList<>();
        for (Window window : windows) {
            for (long atNs : continuedNs) {
                long intoNs = atNs - window.startNs();
                if (intoNs >= 0 && intoNs <= window.lengthNs() + LATE_NS) {
                    reasons.add(String.format(
                            Locale.ROOT,
                            "window %d: the measuring process was stopped, and went on %.3f s into the window (SIGCONT);"
                                    + " the machine did not do that",
                            window.index(),
                            intoNs / 1e9));
                }
            }
        }
        return reasons;
    }
}
