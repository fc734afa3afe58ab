package io.quietcore.harness.cli;

import io.quietcore.harness.environment.HttpProxy;
import io.quietcore.harness.environment.Proxies;
import io.quietcore.harness.environment.Secrets;
import io.quietcore.results.index.Backoff;
import io.quietcore.results.index.Credentials;
import io.quietcore.results.index.Route;
import io.quietcore.results.index.SearchServer;
import io.quietcore.results.index.ServerAddress;
import io.quietcore.results.index.Trust;
import io.quietcore.workloads.MetricsEndpoints;
import io.quietcore.workloads.MetricsEndpoints.Indexer;
import io.quietcore.workloads.yaml.LocatedYaml;
import io.quietcore.workloads.yaml.Problem;
import io.quietcore.workloads.yaml.ProblemList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Where documents are indexed, and as whom. Secrets come from the environment or from files, never from arguments. */
final class IndexOptions {
    private static final Logger LOG = LoggerFactory.getLogger(SearchServer.class);

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
            MetricsEndpoints endpoints =
                    MetricsEndpoints.read(in.readNBytes(LocatedYaml.MAX_BYTES + 1), System.getenv(), problems);
            if (problems.isEmpty()) {
                endpoints.notes().forEach(note -> LOG.warn("{}: {}", file, note));
                return endpoints.indexers();
            }
        }
        throw new CommandFailure(
                ExitCode.ERROR,
                problems.byLine().stream().map(Problem::toString).toList());
    }

    /** A server of a file, whose URL may hold user and password, as kube-burner's do. */
    private Target target(Indexer indexer) throws CommandFailure, IOException {
        String where = "--metrics-endpoint: esServers";
        ServerAddress address = address(indexer.servers().get(0), where);
        if (indexer.indexOfEachRun()) {
            throw CommandFailure.error("--metrics-endpoint: defaultIndex: found {{.UUID}}, an index for each run;"
                    + " expected one name for all");
        }
        checkIndex(indexer.index(), "--metrics-endpoint: defaultIndex");
        Credentials credentials = credentials(System.getenv());
        Optional<String> user = address.user();
        if (user.isPresent()) {
            credentials = Credentials.basic(
                    user.get(),
                    address.password()
                            .orElseThrow(
                                    () -> CommandFailure.error(
                                            where
                                                    + ": found a user and no password in the URL; expected USER:PASSWORD@, or neither")));
        }
        boolean anybody = indexer.insecureSkipVerify() && address.https();
        if (anybody) {
            LOG.warn("{}: insecureSkipVerify: whoever stands between can read the credentials", address);
        }
        return new Target(
                new SearchServer(
                        address,
                        credentials,
                        anybody ? Trust.anybody() : trust(address),
                        route(System.getenv(), address),
                        Backoff.standard(attempts),
                        LOG::warn),
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
        ServerAddress address = address(server, "--es-server");
        if (address.user().isPresent()) {
            throw CommandFailure.error(
                    "--es-server holds a user or password, which everybody on this machine could read;"
                            + " leave it out and set " + Secrets.USER + " and " + Secrets.PASSWORD);
        }
        return Optional.of(new Target(
                new SearchServer(
                        address,
                        credentials(System.getenv()),
                        trust(address),
                        route(System.getenv(), address),
                        Backoff.standard(attempts),
                        LOG::warn),
                index));
    }

    private static void checkIndex(String name, String where) throws CommandFailure {
        if (!INDEX.matcher(name).matches()) {
            throw CommandFailure.error(where + ": found '" + name
                    + "'; expected lower-case letters, digits, dots, dashes and underscores");
        }
    }

    private static ServerAddress address(String url, String where) throws CommandFailure {
        try {
            return ServerAddress.parse(url);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.error(where + ": " + e.getMessage());
        }
    }

    private Credentials credentials(Map<String, String> environment) throws CommandFailure, IOException {
        @Nullable String token = secret(tokenFile, environment, Secrets.TOKEN);
        @Nullable String password = secret(passwordFile, environment, Secrets.PASSWORD);
        String userHere = environment.getOrDefault(Secrets.USER, "");
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
                            ? "found a password for --es-server and no user; set " + Secrets.USER + " or --es-user"
                            : "found a user for --es-server and no password; set " + Secrets.PASSWORD
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

    private Trust trust(ServerAddress address) throws CommandFailure, IOException {
        if (!address.https()) {
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

    /** Through the proxy that the environment names for it, as kube-burner's client goes. */
    static Route route(Map<String, String> environment, ServerAddress address) throws CommandFailure {
        Optional<String> named = Proxies.of(environment, address.https(), address.host(), address.port());
        if (named.isEmpty()) {
            return Route.STRAIGHT;
        }
        Optional<HttpProxy> proxy = HttpProxy.of(named.get());
        try {
            if (proxy.isPresent()) {
                return Route.through(
                        proxy.get().host(), proxy.get().port(), proxy.get().userInfo());
            }
        } catch (IllegalArgumentException e) {
            // As if it were none: its user or password is no text.
        }
        throw CommandFailure.error((address.https() ? "HTTPS_PROXY" : "HTTP_PROXY")
                + ": expected http://HOST:PORT; of proxies http alone is spoken. NO_PROXY=" + address.host()
                + " goes without");
    }
}
