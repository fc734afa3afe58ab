package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.quietcore.workloads.BundledWorkloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the READMEs tell a user to type is something that the program takes, and what they link to is there. */
@Tag("once")
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("quietcore.root"));
    private static final Pattern EXAMPLE =
            Pattern.compile("(?:scripts/|`)quietcore ((?:--)?[a-z][^`#\\n]*)", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

    /** A form, not an example: it has capitals where a user puts something. */
    private static final Pattern PLACEHOLDER = Pattern.compile(".*(\\b[A-Z]{2,}\\b|…|\\.\\.\\.).*");

    static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT, 3)) {
            files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .forEach(pages::add);
        }
        return pages.stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToAFile(Path page) throws IOException {
        Matcher links = LINK.matcher(Files.readString(page));
        while (links.find()) {
            assertThat(page.resolveSibling(links.group(1)))
                    .as(ROOT.relativize(page) + " links to it")
                    .exists();
        }
    }

    @Test
    void everyExampleIsACommandThatTheProgramTakes() throws IOException {
        List<String> examples = new ArrayList<>();
        for (Path page : pages().toList()) {
            Matcher found = EXAMPLE.matcher(Files.readString(page));
            while (found.find()) {
                // What follows a pipe or a redirection is for others.
                String example = found.group(1).split("[|>]", 2)[0].strip();
                if (!PLACEHOLDER.matcher(example).matches()) {
                    examples.add(example);
                }
            }
        }

        assertThat(examples).hasSizeGreaterThan(15);
        for (String example : examples) {
            String[] words = Arrays.stream(example.split("\\s+", -1))
                    .map(word -> word.replaceAll("[,.;:)]+$", ""))
                    .toArray(String[]::new);
            assertThatCode(() -> CommandLineRun.tree().parseArgs(words))
                    .as("quietcore " + example)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void everyBundledCampaignIsNamedSomewhere() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(BundledWorkloads.names()).allMatch(readme::contains);
    }
}
