package io.quietcore.results.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables of a history, and which of them a file has. */
final class HistorySchema {
    /** "QCHI": tells this file from other programs' databases (the pragma application_id of SQLite). */
    private static final int APPLICATION_ID = 0x51434849;

    /** Raised with every change of the tables. */
    private static final int VERSION = 2;

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE run (
              uuid TEXT PRIMARY KEY,
              workload TEXT NOT NULL,
              side TEXT NOT NULL,
              started_at_ms INTEGER NOT NULL,
              folder TEXT NOT NULL)""",
            "CREATE INDEX run_by_workload ON run (workload, started_at_ms)",
            // The same for thousands of values: JSON, once for each state that a machine was in.
            "CREATE TABLE fingerprint (id INTEGER PRIMARY KEY, facts TEXT NOT NULL UNIQUE)",
            """
            CREATE TABLE value (
              uuid TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
              place TEXT NOT NULL,
              probe TEXT NOT NULL,
              metric TEXT NOT NULL,
              unit TEXT NOT NULL,
              value REAL NOT NULL,
              primary_metric INTEGER NOT NULL,
              fingerprint INTEGER NOT NULL REFERENCES fingerprint,
              floor_ns REAL NOT NULL,
              step_ns INTEGER NOT NULL,
              PRIMARY KEY (uuid, place, metric)) WITHOUT ROWID""");

    private HistorySchema() {}

    /**
     * Makes sure that a file is a history of this version.
     *
     * @param create whether an empty one becomes a history
     * @return false where it is empty and stays so
     */
    static boolean check(Connection connection, Path file, boolean create) throws SQLException, HistoryFailure {
        int application = number(connection, "PRAGMA application_id");
        int version = number(connection, "PRAGMA user_version");
        if (application == 0 && version == 0 && number(connection, "SELECT count(*) FROM sqlite_master") == 0) {
            if (create) {
                create(connection);
            }
            return create;
        }
        if (application != APPLICATION_ID) {
            throw new HistoryFailure(
                    file,
                    "it is another program's database; expected one that 'quietcore history' wrote: name another file"
                            + " with --history FILE");
        }
        if (version > VERSION) {
            throw new HistoryFailure(
                    file,
                    "a newer quietcore wrote it (schema " + version + ", this one knows " + VERSION
                            + "); use that one, or fill another file with 'quietcore history --history FILE --rebuild"
                            + " DIR'");
        }
        if (version < VERSION) {
            throw new HistoryFailure(
                    file,
                    "an older quietcore wrote it (schema " + version + ", this one knows " + VERSION
                            + "); fill it again from the run folders with 'quietcore history --rebuild DIR', or another"
                            + " file with --history FILE");
        }
        return true;
    }

    /** Empties a file that an older version wrote, so that it can be filled again. */
    static void forgetOlder(Connection connection) throws SQLException {
        if (number(connection, "PRAGMA application_id") == APPLICATION_ID
                && number(connection, "PRAGMA user_version") < VERSION) {
            try (Statement statement = connection.createStatement()) {
                for (String table : List.of("value", "run", "fingerprint")) {
                    statement.execute("DROP TABLE IF EXISTS " + table);
                }
                statement.execute("PRAGMA application_id = 0");
                statement.execute("PRAGMA user_version = 0");
            }
        }
    }

    private static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
            statement.execute("PRAGMA application_id = " + APPLICATION_ID);
            statement.execute("PRAGMA user_version = " + VERSION);
        }
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }
}
