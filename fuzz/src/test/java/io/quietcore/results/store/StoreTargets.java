package io.quietcore.results.store;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.contract.ContractTargets;
import io.quietcore.contract.ProbeResult;
import io.quietcore.fuzz.FolderInput;
import io.quietcore.fuzz.Holds;
import io.quietcore.fuzz.Target;
import io.quietcore.results.facts.Course;
import io.quietcore.results.store.RepetitionFiles.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a campaign left on the disk, as somebody else may have changed it. */
public final class StoreTargets {
    private static final String SAMPLE =
            "results/samples/baseline/collected-metrics-0a76b2d7-956f-4cd4-a4c2-08f668622143/"
                    + "repetitions/01-jitter-numa0/";
    private static final Path ROOT = Path.of(System.getProperty("quietcore.root"));
    private static final JournalEntry MORE = new JournalEntry.EndOrdered("tuned", Instant.EPOCH);

    private StoreTargets() {}

    public static List<Target> all() {
        return List.of(
                Target.refusing("journal", IOException.class, StoreTargets::journal),
                Target.refusing("journal-entry", MalformedJsonException.class, StoreTargets::entry),
                Target.refusing("sums", DamagedFileException.class, StoreTargets::sums)
                        .from(SAMPLE + "SHA256SUMS"),
                Target.refusing("histogram-log", DamagedFileException.class, StoreTargets::histogramLog)
                        .from(SAMPLE + "jitter.hlog"),
                Target.telling("repetition", StoreTargets::repetition),
                Target.refusing("load", MalformedJsonException.class, ContractTargets.stored(Course.class)));
    }

    /** A journal that was read goes on: what is appended is there, behind all that was. */
    private static void journal(byte[] input) throws Exception {
        FolderInput.in(folder -> {
            Files.write(folder.resolve(Journal.FILE), input);
            List<JournalEntry> before = Journal.entries(folder);
            Journal journal = Journal.open(folder, Disk.real());
            Holds.equal("what a reader and a writer see", before, journal.entries());
            journal.cutOff().ifPresent(words -> Holds.oneLine("what was cut off", words));
            journal.append(MORE);
            Holds.equal("what was appended and what is read", journal.entries(), Journal.entries(folder));
            Holds.equal("entries", before.size() + 1, journal.entries().size());
        });
    }

    /** What a journal holds whole is written and read as the same. */
    private static void entry(byte[] input) throws Exception {
        JournalEntry entry = CanonicalJson.read(input, JournalEntry.class);
        FolderInput.in(folder -> {
            Journal.open(folder, Disk.real()).append(entry);
            Holds.equal("an entry and itself, written and read", List.of(entry), Journal.entries(folder));
        });
    }

    private static void sums(byte[] input) throws DamagedFileException {
        Map<String, String> sums = RepetitionFiles.parseSums(input);
        sums.keySet()
                .forEach(name -> Holds.that(!name.contains("/") && !name.contains(".."), "a name leaves its folder"));
    }

    private static void histogramLog(byte[] input) throws DamagedFileException {
        RepetitionFiles.histograms(Sample.RESULT, Map.of("jitter.hlog", input));
    }

    /** Read when it is needed first. */
    private static final class Sample {
        static final ProbeResult RESULT = read();

        private static ProbeResult read() {
            try {
                return CanonicalJson.read(
                        Files.readAllBytes(ROOT.resolve(SAMPLE + ProbeResult.FILE)), ProbeResult.class);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A folder whose sums are right unless it brings its own: what is behind them is looked at too. */
    private static boolean repetition(byte[] input) throws Exception {
        boolean[] whole = {false};
        FolderInput.with(input, root -> {
            Path folder = Files.createDirectories(root.resolve("01-jitter-numa0"));
            Map<String, byte[]> files = new TreeMap<>();
            try (Stream<Path> all = Files.list(root)) {
                for (Path each : all.filter(Files::isRegularFile).toList()) {
                    files.put(String.valueOf(each.getFileName()), Files.readAllBytes(each));
                }
            }
            files.putIfAbsent(RepetitionFiles.SUMS, RepetitionFiles.sums(files));
            for (Map.Entry<String, byte[]> each : files.entrySet()) {
                Files.write(folder.resolve(each.getKey()), each.getValue());
            }
            RepetitionReader.Found found = new RepetitionReader().read(folder);
            whole[0] = found instanceof RepetitionReader.Whole;
            if (found instanceof RepetitionReader.Damaged damaged) {
                Holds.oneLine("what was found", damaged.what().found());
                Holds.oneLine("what was expected", damaged.what().expected());
            }
        });
        return whole[0];
    }
}
