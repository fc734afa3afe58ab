package io.quietcore.harness.environment;

import java.util.Map;

/** The variables that say who asks the index. They are this process' own: no program that it starts has any business with them. */
public final class Secrets {
    private static final String PREFIX = "QUIETCORE_ES_";

    public static final String USER = PREFIX + "USER";
    public static final String PASSWORD = PREFIX + "PASSWORD";
    public static final String TOKEN = PREFIX + "TOKEN";

    private Secrets() {}

    /** Takes them out of a child's environment. */
    public static void removeFrom(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith(PREFIX));
    }
}
