package io.quietcore.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The environment of a launcher. It is emptied: JAVA_TOOL_OPTIONS and its like would change the measuring JVM behind the
 * result's back, and secrets have no business there.
 */
public final class ProbeEnvironment {
    private static final String CHARACTERS = "LC_CTYPE";

    private ProbeEnvironment() {}

    /**
     * Takes all away but what a probe needs, and sets how file names are spelled: a JVM without a locale opens no path that
     * is not ASCII. The rest of the locale goes, since it would change how external programs write numbers.
     *
     * @param more what is kept as well
     */
    public static void reduce(Map<String, String> environment, String... more) {
        String spelled = characters(environment);
        List<String> kept = new ArrayList<>(List.of("PATH", "TMPDIR"));
        kept.addAll(List.of(more));
        environment.keySet().retainAll(kept);
        environment.put(CHARACTERS, spelled);
    }

    /** The first of these decides (setlocale(3)); C.UTF-8 has all that C has, and a name for every character. */
    private static String characters(Map<String, String> environment) {
        return Stream.of("LC_ALL", CHARACTERS, "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .filter(value -> !value.equals("C") && !value.equals("POSIX"))
                .orElse("C.UTF-8");
    }
}
