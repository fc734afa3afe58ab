package io.quietcore.results.history;

import io.quietcore.contract.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Runs in a file: an SQLite database, which many programs read. It caches what run folders say and can be filled from
 * them again, so nothing is lost with it. Every change is one transaction: another process, a full disk or a kill leaves
 * it as it was. One thread at a time; any number of processes, which wait for each other's transactions.
 *
 * <p>The driver is found by {@link DriverManager} and loaded here first: a program that opens no history never loads it.
 */
public final class HistoryStore implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What for a file is opened, and SQLite's flags: READONLY, or READWRITE with CREATE. */
    private enum Opening {
        READ("1"),
        WRITE("6"),
        REFILL("6");

        private final String flags;

        Opening(String flags) {
            this.flags = flags;
        }
    }

    private final Path file;
    private final Connection connection;

    private HistoryStore(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * A workload that has runs.
     *
     * @param first when its oldest run began
     * @param last when its newest did
     */
    public record Workload(String workload, long runs, Instant first, Instant last) {}

    /**
     * Opens a history to add to; makes the file and its folder where they are missing.
     *
     * @throws HistoryFailure where it is no history that this version can write
     */
    public static HistoryStore open(Path file) throws IOException {
        return open(file, PATIENCE);
    }

    /**
     * As {@link #open}, for {@link #replaceAll}: what an older version wrote is forgotten here.
     *
     * @throws HistoryFailure where it is no history, or a newer version's
     */
    public static HistoryStore openToRefill(Path file) throws IOException {
        makeFolder(file);
        return connect(file, Opening.REFILL, PATIENCE);
    }

    static HistoryStore open(Path file, Duration patience) throws IOException {
        makeFolder(file);
        return connect(file, Opening.WRITE, patience);
    }

    private static void makeFolder(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            try {
                Files.createDirectories(parent);
            } catch (IOException e) {
                throw new HistoryFailure(
                        file, "its folder " + parent + " cannot be made; name another file with --history FILE");
            }
        }
    }

    /**
     * Opens a history that is there, to read it; works where nothing may be written.
     *
     * @throws HistoryFailure where there is none, or none that this version can read
     */
    public static HistoryStore read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new HistoryFailure(
                    file,
                    "there is none yet; expected runs in it: measure with 'quietcore campaign' or 'quietcore run', or"
                            + " fill it with 'quietcore history --add FOLDER'");
        }
        return connect(file, Opening.READ, PATIENCE);
    }

    private static HistoryStore connect(Path file, Opening opening, Duration patience) throws HistoryFailure {
        if (file.toString().contains("?")) {
            throw new HistoryFailure(file, "found a '?' in its name; expected a name without one");
        }
        Properties properties = new Properties();
        properties.setProperty("open_mode", opening.flags);
        properties.setProperty("busy_timeout", Long.toString(patience.toMillis()));
        properties.setProperty("foreign_keys", "true");
        properties.setProperty("transaction_mode", "IMMEDIATE");
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), properties);
            try {
                HistoryStore store = new HistoryStore(file, connection);
                if (opening != Opening.READ) {
                    store.inTransaction(() -> {
                        if (opening == Opening.REFILL) {
                            HistorySchema.forgetOlder(connection);
                        }
                        return HistorySchema.check(connection, file, true);
                    });
                } else if (!HistorySchema.check(connection, file, false)) {
                    throw new HistoryFailure(file, "it is empty; fill it with 'quietcore history --add FOLDER'");
                }
                return store;
            } catch (SQLException | HistoryFailure | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw HistoryFailure.of(file, e);
        } catch (LinkageError e) {
            throw HistoryFailure.noLibrary(file, e);
        }
    }

    /** Work that is done as a whole or not at all. */
    @FunctionalInterface
    private interface Work {
        boolean run() throws SQLException, HistoryFailure;
    }

    private void inTransaction(Work work) throws SQLException, HistoryFailure {
        connection.setAutoCommit(false);
        try {
            work.run();
            connection.commit();
        } catch (SQLException | HistoryFailure | RuntimeException e) {
            rollBack(e);
            throw e;
        }
        connection.setAutoCommit(true);
    }

    private void rollBack(Exception first) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            first.addSuppressed(e);
        }
    }

    /** Adds runs; one that is there already is replaced. */
    public void add(List<HistoryRun> runs) throws HistoryFailure {
        change(runs, false);
    }

    /** Forgets everything, and adds these. */
    public void replaceAll(List<HistoryRun> runs) throws HistoryFailure {
        change(runs, true);
    }

    private void change(List<HistoryRun> runs, boolean forget) throws HistoryFailure {
        try {
            inTransaction(() -> {
                if (forget) {
                    update("DELETE FROM run");
                }
                for (HistoryRun run : runs) {
                    insert(run);
                }
                update("DELETE FROM fingerprint WHERE id NOT IN (SELECT fingerprint FROM value)");
                return true;
            });
        } catch (SQLException e) {
            throw HistoryFailure.of(file, e);
        }
    }

    private void update(String sql, Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, List.of(arguments));
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, List<?> arguments) throws SQLException {
        for (int i = 0; i < arguments.size(); i++) {
            statement.setObject(i + 1, arguments.get(i));
        }
    }

    private void insert(HistoryRun run) throws SQLException {
        update("DELETE FROM run WHERE uuid = ?", run.uuid());
        update(
                "INSERT INTO run VALUES (?, ?, ?, ?, ?)",
                run.uuid(),
                run.workload(),
                run.side(),
                run.startedAt().toEpochMilli(),
                run.folder().toString());
        Map<Map<String, String>, Long> known = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO value VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (HistoryRun.Value value : run.values()) {
                Long fingerprint = known.get(value.facts());
                if (fingerprint == null) {
                    fingerprint = fingerprint(value.facts());
                    known.put(value.facts(), fingerprint);
                }
                bind(
                        statement,
                        List.of(
                                run.uuid(),
                                value.place(),
                                value.metric().probe().spelling(),
                                value.metric().name(),
                                value.metric().statistic().unit().spelling(),
                                value.value(),
                                value.primary() ? 1 : 0,
                                fingerprint,
                                value.resolution().floorNs(),
                                value.resolution().stepNs()));
                statement.executeUpdate();
            }
        }
    }

    private long fingerprint(Map<String, String> facts) throws SQLException {
        String json = CanonicalJson.write(facts);
        update("INSERT OR IGNORE INTO fingerprint (facts) VALUES (?)", json);
        try (PreparedStatement statement = connection.prepareStatement("SELECT id FROM fingerprint WHERE facts = ?")) {
            statement.setString(1, json);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The workloads that have runs, by name. */
    public List<Workload> workloads() throws HistoryFailure {
        String query = "SELECT workload, count(*), min(started_at_ms), max(started_at_ms) FROM run GROUP BY workload"
                + " ORDER BY workload";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<Workload> workloads = new ArrayList<>();
            while (rows.next()) {
                workloads.add(new Workload(
                        rows.getString(1),
                        rows.getLong(2),
                        Instant.ofEpochMilli(rows.getLong(3)),
                        Instant.ofEpochMilli(rows.getLong(4))));
            }
            return workloads;
        } catch (SQLException e) {
            throw HistoryFailure.of(file, e);
        }
    }

    /** The series that a selection means, by side, metric and place. */
    public List<HistorySeries> series(HistorySelection selection) throws HistoryFailure {
        try (PreparedStatement statement = connection.prepareStatement(selection.sql())) {
            bind(statement, selection.arguments());
            try (ResultSet rows = statement.executeQuery()) {
                return SeriesRows.read(rows, selection.workload());
            }
        } catch (SQLException e) {
            throw HistoryFailure.of(file, e);
        }
    }

    @Override
    public void close() throws HistoryFailure {
        try {
            connection.close();
        } catch (SQLException e) {
            throw HistoryFailure.of(file, e);
        }
    }
}
