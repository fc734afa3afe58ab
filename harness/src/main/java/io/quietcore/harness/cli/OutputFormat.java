package io.quietcore.harness.cli;

/** What {@code -o} takes. */
enum OutputFormat {
    text,
    json
}
