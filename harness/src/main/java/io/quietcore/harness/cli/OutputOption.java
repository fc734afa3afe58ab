package io.quietcore.harness.cli;

import picocli.CommandLine.Option;

/** How a command prints its result on standard output. */
final class OutputOption {
    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "how the result is printed: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    OutputFormat format = OutputFormat.text;
}
