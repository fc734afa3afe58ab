package io.quietcore.harness.cli;

import io.quietcore.results.index.Backoff;
import io.quietcore.results.index.Credentials;
import io.quietcore.results.index.SearchServer;
import io.quietcore.results.index.Trust;
import io.quietcore.workloads.MetricsEndpoints;
import io.quietcore.workloads.MetricsEndpoints.Indexer;
import io.quietcore.workloads.yaml.LocatedYaml;
import io.quietcore.workloads.yaml.Problem;
import io.quietcore.workloads.yaml.ProblemList;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Where documents are indexed, and as whom. Secrets come from the environment or from files, never from arguments. */
final class IndexOptions {
    static final String USER_VARIABLE = "QUIETCORE_ES_USER";
    static final String PASSWORD_VARIABLE = "QUIETCORE_ES_PASSWORD";
    static final String TOKEN_VARIABLE = "QUIETCORE_ES_TOKEN";

    /** What both servers take for the name of an index. */
    private static final Pattern INDEX = Pattern.compile("[a-z0-9.][a-z0-9._-]{0,199}");

    private static final Pattern TOKEN = Pattern.compile("(ApiKey )?[!-~]+");

    private static final long MOST_SECRET_BYTES = 64 << 10;

    @Option(
            names = "--es-server",
            paramLabel = "URL",
            description = "OpenSearch or Elasticsearch, such as https://search.example:9200")
    private @Nullable String server;

    @Option(names = "--es-index", paramLabel = "NAME", description = "the index that documents go into")
    private @Nullable String index;

    @Option(
            names = "--es-user",
            paramLabel = "NAME",
            description = "for basic authentication; default: $QUIETCORE_ES_USER. Its password is in"
                    + " $QUIETCORE_ES_PASSWORD or --es-password-file")
    private @Nullable String user;

    @Option(names = "--es-password-file", paramLabel = "FILE", description = "holds the password and nothing else")
    private @Nullable Path passwordFile;

    @Option(
            names = "--es-token-file",
            paramLabel = "FILE",
            description = "holds a bearer token, or 'ApiKey ...'; default: $QUIETCORE_ES_TOKEN")
    private @Nullable Path tokenFile;

    @Option(
            names = "--es-ca-file",
            paramLabel = "FILE",
            description = "PEM certificates that vouch for the server; default: the JVM's")
    private @Nullable Path caFile;

    @Option(
            names = "--es-insecure-skip-tls-verify",
            description = "believe any certificate: whoever stands between can read the credentials")
    private boolean insecure;

    @Option(
            names = "--es-attempts",
            paramLabel = "N",
            defaultValue = "" + Backoff.STANDARD_ATTEMPTS,
            description = "how often a request is tried that fails in a way that may pass; default ${DEFAULT-VALUE}")
    private int attempts = Backoff.STANDARD_ATTEMPTS;

    @Option(
            names = "--metrics-endpoint",
            paramLabel = "FILE",
            description =
                    "kube-burner's: the indexers of its endpoint file, or of its configuration's metricsEndpoints")
    private @Nullable Path metricsEndpoint;

    /**
     * A server and an index of it.
     *
     * @param server where
     * @param index which
     */
    record Target(SearchServer server, String index) {}

    /** Everything that was asked for, checked. */
    Destinations destinations() throws CommandFailure, IOException {
        if (attempts < 1 || attempts > 100) {
            throw CommandFailure.error("--es-attempts: found " + attempts + "; expected 1 to 100");
        }
        if (insecure && caFile != null) {
            throw CommandFailure.error("--es-ca-file says whom to believe and --es-insecure-skip-tls-verify believes"
                    + " anybody; leave one of them out");
        }
        List<Target> servers = new ArrayList<>();
        List<Indexer> folders = new ArrayList<>();
        target().ifPresent(servers::add);
        if (metricsEndpoint != null) {
            for (Indexer indexer : indexers(metricsEndpoint)) {
                if (indexer.local()) {
                    folders.add(indexer);
                } else {
                    servers.add(target(indexer));
                }
            }
        }
        return new Destinations(servers, folders);
    }

    private static List<Indexer> indexers(Path file) throws CommandFailure, IOException {
        ProblemList problems = new ProblemList(file.toString());
        try (InputStream in = Files.newInputStream(file)) {
            List<Indexer> indexers = MetricsEndpoints.read(in.readNBytes(LocatedYaml.MAX_BYTES + 1), problems)
                    .indexers();
            if (problems.isEmpty()) {
                return indexers;
            }
        }
        throw new CommandFailure(
                ExitCode.ERROR,
                problems.byLine().stream().map(Problem::toString).toList());
    }

    /** A server of a file, whose URL may hold user and password, as kube-burner's do. */
    private Target target(Indexer indexer) throws CommandFailure, IOException {
        URI typed;
        try {
            typed = new URI(indexer.servers().get(0));
        } catch (URISyntaxException e) {
            // The text may hold a password.
            throw CommandFailure.error("--metrics-endpoint: esServers: this is no URL; expected one such as"
                    + " https://search.example:9200");
        }
        @Nullable String who = typed.getUserInfo();
        URI address =
                address(who == null ? typed.toString() : typed.toString().replaceFirst("//[^@/]*@", "//"), "esServers");
        checkIndex(indexer.index(), "defaultIndex");
        Credentials credentials = credentials(System.getenv());
        if (who != null) {
            int colon = who.indexOf(':');
            if (colon < 0) {
                throw CommandFailure.error("--metrics-endpoint: esServers: found a user and no password in the URL;"
                        + " expected USER:PASSWORD@, or neither");
            }
            credentials = Credentials.basic(who.substring(0, colon), who.substring(colon + 1));
        }
        var log = LoggerFactory.getLogger(SearchServer.class);
        boolean anybody = indexer.insecureSkipVerify() && "https".equals(address.getScheme());
        if (anybody) {
            log.warn("{}: insecureSkipVerify: whoever stands between can read the credentials", address);
        }
        return new Target(
                new SearchServer(
                        address,
                        credentials,
                        anybody ? Trust.anybody() : trust(address),
                        Backoff.standard(attempts),
                        log::warn),
                indexer.index());
    }

    /** What {@code --es-server} names, checked; empty where it is not there. */
    private Optional<Target> target() throws CommandFailure, IOException {
        if (server == null && index == null) {
            return Optional.empty();
        }
        if (server == null || index == null) {
            throw CommandFailure.error("--es-server and --es-index belong together; "
                    + (server == null ? "--es-server" : "--es-index") + " is missing");
        }
        checkIndex(index, "--es-index");
        var log = LoggerFactory.getLogger(SearchServer.class);
        URI address = address(server, "--es-server");
        return Optional.of(new Target(
                new SearchServer(
                        address, credentials(System.getenv()), trust(address), Backoff.standard(attempts), log::warn),
                index));
    }

    private static void checkIndex(String name, String where) throws CommandFailure {
        if (!INDEX.matcher(name).matches()) {
            throw CommandFailure.error(where + ": found '" + name
                    + "'; expected lower-case letters, digits, dots, dashes and underscores");
        }
    }

    private static URI address(String url, String where) throws CommandFailure {
        URI address;
        try {
            address = new URI(url);
        } catch (URISyntaxException e) {
            throw CommandFailure.error(where + ": this is no URL; expected one such as https://search.example:9200");
        }
        if (address.getRawUserInfo() != null) {
            throw CommandFailure.error(where + " holds a password, which everybody on this machine could read; leave"
                    + " it out and set " + USER_VARIABLE + " and " + PASSWORD_VARIABLE);
        }
        boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!http || address.getHost() == null || address.getRawQuery() != null) {
            throw CommandFailure.error(
                    where + ": found " + (url.indexOf('@') < 0 ? "'" + url + "'" : "what is no server's URL")
                            + "; expected a URL such as https://search.example:9200");
        }
        return address;
    }

    private Credentials credentials(Map<String, String> environment) throws CommandFailure, IOException {
        @Nullable String token = secret(tokenFile, environment, TOKEN_VARIABLE);
        @Nullable String password = secret(passwordFile, environment, PASSWORD_VARIABLE);
        String userHere = environment.getOrDefault(USER_VARIABLE, "");
        @Nullable String name = user != null ? user : userHere.isEmpty() ? null : userHere;
        if (token != null && (name != null || password != null)) {
            throw CommandFailure.error(
                    "found a token and a user or password for " + "--es-server; expected one of them");
        }
        if (token != null) {
            if (!TOKEN.matcher(token).matches()) {
                throw CommandFailure.error("the token for --es-server holds what no header can;"
                        + " expected printable ASCII, without spaces but for the one behind ApiKey");
            }
            return Credentials.token(token);
        }
        if (name == null && password == null) {
            return Credentials.NONE;
        }
        if (name == null || password == null) {
            throw CommandFailure.error(
                    name == null
                            ? "found a password for --es-server and no user; set " + USER_VARIABLE + " or --es-user"
                            : "found a user for --es-server and no password; set " + PASSWORD_VARIABLE
                                    + " or --es-password-file");
        }
        return Credentials.basic(name, password);
    }

    /** Of a file, or of the environment, where a secret that was made from a file ends in a line end too. */
    private static @Nullable String secret(@Nullable Path file, Map<String, String> environment, String variable)
            throws CommandFailure, IOException {
        if (file == null && environment.getOrDefault(variable, "").isEmpty()) {
            return null;
        }
        String where = file == null ? variable : file.toString();
        if (file != null && Files.size(file) > MOST_SECRET_BYTES) {
            throw CommandFailure.error(
                    file + ": found " + Files.size(file) + " bytes; expected a secret and nothing else");
        }
        String secret = file == null
                ? environment.getOrDefault(variable, "").replaceAll("[\\r\\n]+$", "")
                : Files.readString(file).strip();
        if (secret.isEmpty() || secret.lines().count() > 1) {
            throw CommandFailure.error(where + " holds " + secret.lines().count() + " lines; expected a secret on one");
        }
        return secret;
    }

    private Trust trust(URI address) throws CommandFailure, IOException {
        if (!"https".equals(address.getScheme())) {
            if (insecure || caFile != null) {
                throw CommandFailure.error("--es-server is " + address + ", without TLS; expected https, or neither"
                        + " --es-ca-file nor --es-insecure-skip-tls-verify");
            }
            return Trust.nobody();
        }
        if (insecure) {
            return Trust.anybody();
        }
        return caFile == null ? Trust.platform() : Trust.authorities(caFile);
    }
}
