package io.quietcore.harness.environment;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The user's home folder: {@code HOME}, and the password file's entry only where that is not set. Pure. */
public final class HomeFolder {
    private HomeFolder() {}

    /**
     * The folder; empty where nothing names one.
     *
     * @param ofJvm the JVM's {@code user.home}: from the password file, and "?" for a user who is not in there
     */
    public static Optional<Path> of(Map<String, String> environment, @Nullable String ofJvm) {
        return Stream.of(environment.getOrDefault("HOME", ""), ofJvm == null ? "" : ofJvm)
                .filter(each -> each.startsWith("/"))
                .map(Path::of)
                .findFirst();
    }
}
