package io.quietcore.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the image's Java runtime is made of (scripts/lib/image.sh), held against what a whole JDK would give the program: what
 * is linked at run time by name is missed by jdeps and by every test on a JDK.
 */
class ImageModulesTest {
    private static final Path SCRIPT =
            Path.of(System.getProperty("quietcore.root")).resolve("scripts/lib/image.sh");

    /** They offer a service that the runtime looks for, and are left out all the same. */
    private static final Map<String, String> LEFT_OUT = Map.ofEntries(
            Map.entry("java.desktop", "images by URL (java.net.ContentHandlerFactory): none is read"),
            Map.entry("java.management.rmi", "remote JMX: nobody connects"),
            Map.entry("java.security.jgss", "Kerberos: no server is asked with it"),
            Map.entry("java.smartcardio", "smart cards"),
            Map.entry("java.xml.crypto", "signatures of XML: none is read"),
            Map.entry("jdk.compiler", "a tool"),
            Map.entry("jdk.crypto.cryptoki", "hardware tokens (PKCS #11)"),
            Map.entry("jdk.internal.le", "a console with line editing: the program reads no console"),
            Map.entry("jdk.jartool", "a tool"),
            Map.entry("jdk.javadoc", "a tool"),
            Map.entry("jdk.jdeps", "a tool"),
            Map.entry("jdk.jlink", "a tool"),
            Map.entry("jdk.jpackage", "a tool"),
            Map.entry("jdk.jshell", "a tool"),
            Map.entry("jdk.localedata", "words of other languages: all output is in one"),
            Map.entry("jdk.management.jfr", "Flight Recorder over JMX"),
            Map.entry("jdk.naming.dns", "names by JNDI: none are looked up"),
            Map.entry("jdk.naming.rmi", "names by JNDI"),
            Map.entry("jdk.security.auth", "JAAS logins"),
            Map.entry("jdk.security.jgss", "Kerberos"));

    private static final ModuleFinder JDK = ModuleFinder.ofSystem();

    private static Set<String> runtime;

    @BeforeAll
    static void resolve() throws IOException {
        runtime = new TreeSet<>();
        Matcher lists = Pattern.compile("(?m)^runtime_modules\\+?=,?(.*)$").matcher(Files.readString(SCRIPT));
        Deque<String> open = new ArrayDeque<>();
        while (lists.find()) {
            open.addAll(List.of(lists.group(1).split(",")));
        }
        assertThat(open).contains("java.base");
        while (!open.isEmpty()) {
            // Those that this JDK has not, a later one has taken into java.base.
            JDK.find(open.pop()).map(ModuleReference::descriptor).ifPresent(module -> {
                if (runtime.add(module.name())) {
                    module.requires().stream()
                            .filter(each -> !each.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                            .forEach(each -> open.add(each.name()));
                }
            });
        }
    }

    @Test
    void everyServiceThatTheRuntimeLooksForHasTheProvidersOfAWholeJdkButForNamedOnes() {
        Set<String> lookedFor = new TreeSet<>();
        runtime.forEach(name ->
                lookedFor.addAll(JDK.find(name).orElseThrow().descriptor().uses()));
        Map<String, Set<String>> missed = new TreeMap<>();
        for (ModuleReference module : JDK.findAll()) {
            Set<String> offered = new TreeSet<>();
            module.descriptor().provides().forEach(each -> offered.add(each.service()));
            offered.retainAll(lookedFor);
            String name = module.descriptor().name();
            if (!offered.isEmpty() && !runtime.contains(name) && !LEFT_OUT.containsKey(name)) {
                missed.put(name, offered);
            }
        }

        assertThat(missed)
                .as("modules to be added to runtime_modules, or to be left out with a reason")
                .isEmpty();
    }

    @Test
    void whatIsLeftOutIsNotInIt() {
        assertThat(runtime).doesNotContainAnyElementsOf(LEFT_OUT.keySet());
    }
}
