package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;

/** Whether our command line takes words that a file tells somebody to run; nothing is run. */
public final class ParsedCommands {
    private ParsedCommands() {}

    /** Of a command without the program's own name. */
    public static void assertTaken(List<String> words) {
        assertThatCode(() -> CommandLineRun.tree().parseArgs(words.toArray(String[]::new)))
                .as("quietcore " + String.join(" ", words))
                .doesNotThrowAnyException();
    }
}
