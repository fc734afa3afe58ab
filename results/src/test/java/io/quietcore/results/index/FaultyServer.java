package io.quietcore.results.index;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that keeps documents by id, as an index does, and does to each bulk what it is told next. Not thread-safe
 * beyond what one client needs.
 */
final class FaultyServer implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("\"_id\":\"([0-9a-f]{64})\"");

    /** What happens to a bulk. */
    enum Fault {
        NONE,
        TOO_MANY_REQUESTS,
        SERVER_ERROR,
        /** The documents are kept, and the connection is cut before the answer. */
        ANSWER_LOST,
        /** The second document of the bulk is too much for the server just now. */
        ONE_PUT_OFF,
        /** The second document of the bulk is refused for good. */
        ONE_REJECTED,
        UNAUTHORIZED,
        /** The answer is about fewer documents than were sent. */
        SHORT_ANSWER
    }

    private final HttpServer server;
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final Map<String, Integer> stored = new TreeMap<>();
    private final List<String> authorizations = new ArrayList<>();
    private int bulks;

    FaultyServer(Fault... faults) throws IOException {
        this.faults.addAll(List.of(faults));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "faulty-server");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** How often each document was stored, by id. */
    synchronized Map<String, Integer> stored() {
        return new TreeMap<>(stored);
    }

    synchronized int bulks() {
        return bulks;
    }

    synchronized List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        if (!path.endsWith("/_bulk")) {
            send(exchange, path.contains("_mapping") ? 404 : 200, "{}");
            return;
        }
        bulks++;
        Fault fault = faults.isEmpty() ? Fault.NONE : faults.removeFirst();
        switch (fault) {
            case TOO_MANY_REQUESTS -> send(exchange, 429, "{\"error\":\"es_rejected_execution_exception\"}");
            case SERVER_ERROR -> send(exchange, 503, "no shard");
            case UNAUTHORIZED -> send(exchange, 401, "who are you?");
            case ANSWER_LOST -> {
                items(body, Fault.NONE);
                exchange.close();
            }
            case SHORT_ANSWER -> {
                items(body, Fault.NONE);
                send(exchange, 200, "{\"items\":[]}");
            }
            default -> send(exchange, 200, "{\"items\":[" + items(body, fault) + "]}");
        }
    }

    private String items(String body, Fault fault) {
        List<String> items = new ArrayList<>();
        Matcher ids = ID.matcher(body);
        while (ids.find()) {
            String id = ids.group(1);
            boolean second = items.size() == 1;
            if (second && fault == Fault.ONE_PUT_OFF) {
                items.add(
                        "{\"create\":{\"status\":429,\"error\":{\"type\":\"rejected\",\"reason\":\"queue is full\"}}}");
            } else if (second && fault == Fault.ONE_REJECTED) {
                items.add(
                        "{\"create\":{\"status\":400,\"error\":{\"type\":\"mapper_parsing_exception\","
                                + "\"reason\":\"failed to parse field [value]\",\"caused_by\":{\"reason\":\"not a number\"}}}}");
            } else if (stored.containsKey(id)) {
                items.add("{\"create\":{\"status\":409}}");
            } else {
                stored.merge(id, 1, Integer::sum);
                items.add("{\"create\":{\"status\":201}}");
            }
        }
        return String.join(",", items);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
