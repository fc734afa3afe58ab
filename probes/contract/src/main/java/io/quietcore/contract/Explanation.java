package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/**
 * Why a spike was there, as far as it can be told.
 *
 * @param window the window's index
 * @param offsetNs from the window's start to the spike's
 * @param valueNs its length
 * @param cause what it is put down to
 * @param confidence how surely
 * @param evidence what speaks for it, in words
 */
public record Explanation(
        int window, long offsetNs, long valueNs, Cause cause, Confidence confidence, String evidence) {
    /** What takes a CPU away. */
    public enum Cause {
        JVM_SAFEPOINT,
        JVM_GC,
        JVM_DEOPT,
        /** Another thread ran, or this one waited on the run queue. */
        PREEMPTED,
        /** The control group's CPU quota was used up. */
        THROTTLED,
        /** The process was stopped by a signal or a debugger. */
        STOPPED,
        /** The hypervisor ran something else, and said so. */
        STEAL,
        DEVICE_IRQ,
        /** Another CPU interrupted this one: a function call, or to have it schedule. */
        IPI,
        /** Another CPU took a mapping away, and this one had to forget it. */
        TLB_SHOOTDOWN,
        /** The thread touched memory that was not mapped yet, or not any more. */
        PAGE_FAULT,
        SOFTIRQ,
        /** Callbacks after a grace period, in a softirq or a thread of their own. */
        RCU,
        /** A kworker ran. */
        WORKQUEUE,
        TIMER,
        /** System management mode, by the processor's own counter. */
        SMI,
        /** Nothing in this kernel did it, and this is a guest: hypervisor or hardware. */
        HYPERVISOR,
        /** Several counters moved, and nothing tells which of them it was. */
        AMBIGUOUS,
        UNEXPLAINED;

        @JsonValue
        public String spelling() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @JsonCreator
        static Cause parse(String spelling) {
            return Arrays.stream(values())
                    .filter(each -> each.spelling().equals(spelling))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + spelling + "' is not a cause"));
        }
    }

    /** How surely a cause is told (measurement: "Attribution of a spike"). */
    public enum Confidence {
        /** Its time stamps overlap the spike. */
        EXACT,
        /** The only thing that moved in a bracket around it. */
        BOUNDED,
        AMBIGUOUS,
        UNEXPLAINED;

        @JsonValue
        public String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Confidence parse(String spelling) {
            return Arrays.stream(values())
                    .filter(each -> each.spelling().equals(spelling))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + spelling + "' is not a confidence"));
        }
    }
}
