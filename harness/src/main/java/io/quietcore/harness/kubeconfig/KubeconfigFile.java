package io.quietcore.harness.kubeconfig;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * One file of a kubeconfig, bounded in size and depth.
 *
 * @param clusters by name, likewise the others
 * @param currentContext empty where it names none
 */
record KubeconfigFile(
        Map<String, Section> clusters,
        Map<String, Section> users,
        Map<String, Section> contexts,
        String currentContext) {
    private static final int MAX_BYTES = 16 << 20;

    /** An exec plugin's configuration may nest a little; no kubeconfig nests so deep. */
    private static final int MAX_DEPTH = 64;

    /** Behind these words the parser repeats what it found, which may be a secret. */
    private static final Pattern REPEATED = Pattern.compile("\\b(alias|anchor|handle|tag|key)\\b.*");

    static KubeconfigFile read(Path file) throws KubeconfigException {
        Section root = Section.of(file, "", parse(file, text(file)));
        return new KubeconfigFile(
                named(root, "clusters", "cluster"),
                named(root, "users", "user"),
                named(root, "contexts", "context"),
                root.text("current-context"));
    }

    private static Map<String, Section> named(Section root, String list, String key) throws KubeconfigException {
        Map<String, Section> found = new LinkedHashMap<>();
        for (Section entry : root.sections(list)) {
            String name = entry.text("name");
            if (found.put(name, entry.section(key)) != null) {
                throw entry.wrong("name", "another entry of this file has the same name; each may be there once");
            }
        }
        return found;
    }

    private static String text(Path file) throws KubeconfigException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw unreadable(file, "it is larger than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "it is not there");
        } catch (KubeconfigException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(file, Files.isDirectory(file) ? "it is a folder" : "reading fails; may you read it?");
        }
    }

    private static @Nullable Object parse(Path file, String text) throws KubeconfigException {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(MAX_BYTES)
                .setSchema(new CoreSchema())
                .build();
        try {
            checkDepth(file, new Parse(settings).parseString(text));
            return new Load(settings).loadFromString(text);
        } catch (MarkedYamlEngineException e) {
            String problem = String.valueOf(e.getProblem()).lines().findFirst().orElse("");
            throw unreadable(
                    file,
                    e.getProblemMark().map(KubeconfigFile::place).orElse("")
                            + KubeconfigException.shown(
                                    REPEATED.matcher(problem).replaceFirst("$1")));
        } catch (YamlEngineException | IllegalArgumentException e) {
            // An empty file is an empty kubeconfig; for the rest, the parser's words hold what it read.
            if (text.isBlank()) {
                return null;
            }
            throw unreadable(file, "it is not YAML, or not one document");
        }
    }

    private static void checkDepth(Path file, Iterable<Event> events) throws KubeconfigException {
        int depth = 0;
        for (Event event : events) {
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            if (depth > MAX_DEPTH) {
                throw unreadable(
                        file,
                        event.getStartMark().map(KubeconfigFile::place).orElse("") + "nested more than " + MAX_DEPTH
                                + " deep");
            }
        }
    }

    private static String place(Mark mark) {
        return "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ";
    }

    private static KubeconfigException unreadable(Path file, String why) {
        return new KubeconfigException("the kubeconfig " + KubeconfigException.shown(file.toString())
                + " cannot be read: " + why + "; set KUBECONFIG to the kubeconfig of the cluster to measure");
    }
}
