package io.quietcore.results.index;

import io.quietcore.contract.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;

/**
 * OpenSearch or Elasticsearch, over HTTP. Of their APIs we need four calls, which are the same in both; the JDK's own
 * client makes them without the megabytes of either vendor's, and without choosing between them. The older one of its two: a
 * first answer takes 25 ms instead of 225, and the newer one's thread keeps the JVM from its end for 300 ms more (HotSpot waits
 * so long for threads in native code; JDK 17, 2-CPU guest).
 *
 * <p>What may pass is tried again ({@link Backoff}): 429, 5xx, a connection that is refused, cut or silent.
 */
public final class SearchServer {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration ATTEMPT_LIMIT = Duration.ofMinutes(2);
    private static final int CLIENT_ERROR = 400;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int LONGEST_QUOTE = 300;

    /** A bulk's answer has about a hundred bytes for each document, a kilobyte where it is rejected; see {@link BulkIndexer}. */
    private static final int MOST_ANSWER_BYTES = 32 << 20;

    /** Of an error the beginning is quoted, and the rest is of no use. */
    private static final int MOST_ERROR_BYTES = 64 << 10;

    private final ServerAddress base;
    private final Credentials credentials;
    private final Trust trust;
    private final Route route;
    private final Backoff backoff;
    private final Consumer<String> warnings;
    private final Duration attemptLimit;
    private final ExecutorService attempts = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "request");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * A server.
     *
     * @param base its address; who asks is told by the credentials alone
     * @param trust for https
     * @param route how it is reached
     * @param warnings told of what is tried again
     */
    public SearchServer(
            ServerAddress base,
            Credentials credentials,
            Trust trust,
            Route route,
            Backoff backoff,
            Consumer<String> warnings) {
        this(base, credentials, trust, route, backoff, warnings, ATTEMPT_LIMIT);
    }

    SearchServer(
            ServerAddress base,
            Credentials credentials,
            Trust trust,
            Route route,
            Backoff backoff,
            Consumer<String> warnings,
            Duration attemptLimit) {
        this.base = base;
        this.credentials = credentials;
        this.backoff = backoff;
        this.warnings = warnings;
        this.trust = trust;
        this.route = route;
        this.attemptLimit = attemptLimit;
    }

    /**
     * An answer that is final.
     *
     * @param status of HTTP, below 500 and not 429
     */
    record Answer(int status, String body) {
        boolean ok() {
            return status >= 200 && status < 300;
        }
    }

    /** An attempt that failed in a way that may pass; says how, in words. */
    static final class PassingFailure extends IOException {
        private static final long serialVersionUID = 1L;

        PassingFailure(String message) {
            super(message);
        }
    }

    /** An answer that no server of documents gives, and that would be as large the next time. */
    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(String message) {
            super(message);
        }
    }

    /** What is done with a connection, as often as it takes. */
    @FunctionalInterface
    interface Attempt {
        Answer run() throws IOException, InterruptedException;
    }

    Answer get(String path) throws IOException, InterruptedException {
        return repeated(() -> once("GET", path, "application/json", new byte[0]));
    }

    Answer put(String path, byte[] json) throws IOException, InterruptedException {
        return repeated(() -> once("PUT", path, "application/json", json));
    }

    /** One attempt, which ends within its limit whatever the server does. */
    Answer once(String method, String path, String type, byte[] body) throws IOException, InterruptedException {
        // The JDK's client limits reading only: a server that is stopped takes half of a bulk and is never heard of
        // again.
        Future<Answer> attempt = attempts.submit(() -> exchange(method, path, type, body));
        try {
            return attempt.get(attemptLimit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new PassingFailure("no answer in " + attemptLimit.toSeconds() + " s");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private Answer exchange(String method, String path, String type, byte[] body) throws IOException {
        HttpURLConnection connection =
                trust.on(route.open(URI.create(base + path).toURL()));
        connection.setConnectTimeout((int) CONNECT_LIMIT.toMillis());
        connection.setReadTimeout((int) attemptLimit.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod(method);
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestProperty("User-Agent", "quietcore");
        credentials.header().ifPresent(value -> connection.setRequestProperty("Authorization", value));
        int status;
        String text;
        try {
            if (body.length > 0) {
                send(connection, type, body);
            }
            status = connection.getResponseCode();
            text = text(connection, status);
        } catch (SSLHandshakeException e) {
            if (e.getCause() instanceof EOFException) {
                throw new PassingFailure("the TLS handshake was cut off" + route);
            }
            // A certificate that is not believed will not be believed in ten seconds either.
            throw new IOException(base + ": no TLS with this server: " + e.getMessage(), e);
        } catch (PassingFailure e) {
            throw e;
        } catch (TooLargeException e) {
            throw new IOException(base + ": " + method + " " + path + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new PassingFailure((e.getMessage() == null ? "no connection" : e.getMessage()) + route);
        }
        if (status < 0) {
            throw new PassingFailure("an answer that is no HTTP");
        }
        if (status == TOO_MANY_REQUESTS || status >= SERVER_ERROR) {
            throw new PassingFailure(words(status, text));
        }
        return new Answer(status, text);
    }

    private static void send(HttpURLConnection connection, String type, byte[] body) throws IOException {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", type);
        // Otherwise it sends what was cut off once more by itself, uncounted.
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            try {
                out.write(body);
            } catch (IOException e) {
                // What a server says that takes no more, such as that it is too much, cannot be read any longer.
                throw new PassingFailure(e.getMessage() + ", while it was sent " + body.length + " bytes");
            }
        }
    }

    /**
     * All of an answer, of an error its beginning: the connection is then used again, or given up where more would come. JDK 17
     * takes an answer that is cut off for a whole one.
     */
    private static String text(HttpURLConnection connection, int status) throws IOException {
        boolean error = status >= CLIENT_ERROR;
        int most = error ? MOST_ERROR_BYTES : MOST_ANSWER_BYTES;
        try (InputStream in = error ? connection.getErrorStream() : connection.getInputStream()) {
            byte[] text = in == null ? new byte[0] : in.readNBytes(most);
            boolean more = in != null && text.length == most && in.read() >= 0;
            if (more) {
                connection.disconnect();
                if (!error) {
                    throw new TooLargeException("an answer of more than " + most + " bytes; expected fewer");
                }
            } else if (in != null && connection.getContentLengthLong() > text.length) {
                throw new PassingFailure(
                        "an answer of " + text.length + " of " + connection.getContentLengthLong() + " bytes");
            }
            return new String(text, StandardCharsets.UTF_8);
        }
    }

    /** Tries until it is done, or the last attempt failed; a failure that does not pass is not tried again. */
    Answer repeated(Attempt attempt) throws IOException, InterruptedException {
        for (int number = 1; ; number++) {
            try {
                return attempt.run();
            } catch (PassingFailure e) {
                if (number == backoff.attempts()) {
                    throw new IOException(base + ": " + e.getMessage() + "; tried " + number + " times", e);
                }
                Duration wait = backoff.after(number);
                warnings.accept(base + ": " + e.getMessage() + "; attempt " + (number + 1) + " of " + backoff.attempts()
                        + " in " + wait.toMillis() + " ms");
                backoff.pause().of(wait);
            }
        }
    }

    /** An answer that ends the work. */
    IOException refused(String what, Answer answer) {
        return new IOException(base + ": " + what + ": " + words(answer.status(), answer.body())
                + (answer.status() == 401 || answer.status() == 403 ? "; with " + credentials : ""));
    }

    void warn(String line) {
        warnings.accept(base + ": " + line);
    }

    static String words(int status, String body) {
        String line = Printable.line(body.replaceAll("\\s+", " ").strip());
        return "HTTP " + status + (line.isEmpty() ? "" : " ")
                + (line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "…" : line);
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
