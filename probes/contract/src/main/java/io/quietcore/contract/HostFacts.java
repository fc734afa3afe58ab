package io.quietcore.contract;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The machine that a repetition ran on.
 *
 * @param bootId {@code /proc/sys/kernel/random/boot_id}: one value for each boot
 * @param fingerprint what two sides must share unless the campaign meant to change it, by name: kernel, commandLine,
 *     cpuModel, microcode, smt, clockSource, isolated, nohzFull, hugePages, transparentHugePages, governor,
 *     mitigations, rtRuntimeUs, timerMigration, jvm; what cannot be read is "unreadable", not absent
 */
public record HostFacts(String bootId, Map<String, String> fingerprint) {
    /** The names of a fingerprint, as campaigns that mean to change one of them spell it. */
    public static final List<String> FINGERPRINT_KEYS = List.of(
            "kernel",
            "commandLine",
            "cpuModel",
            "microcode",
            "smt",
            "clockSource",
            "isolated",
            "nohzFull",
            "hugePages",
            "transparentHugePages",
            "governor",
            "mitigations",
            "rtRuntimeUs",
            "timerMigration",
            "jvm");

    public HostFacts {
        fingerprint = Collections.unmodifiableMap(new TreeMap<>(fingerprint));
    }
}
