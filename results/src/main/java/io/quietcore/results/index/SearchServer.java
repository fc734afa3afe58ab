package io.quietcore.results.index;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * OpenSearch or Elasticsearch, over HTTP. Of their APIs we need four calls, which are the same in both; the JDK's own
 * client makes them without the megabytes of either vendor's, and without choosing between them.
 *
 * <p>What may pass is tried again ({@link Backoff}): 429, 5xx, a connection that is refused, cut or silent.
 */
public final class SearchServer {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration REQUEST_LIMIT = Duration.ofMinutes(2);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int LONGEST_QUOTE = 300;

    private final URI base;
    private final Credentials credentials;
    private final SSLContext trust;
    private @Nullable HttpClient client;
    private final Backoff backoff;
    private final Consumer<String> warnings;

    /**
     * A server.
     *
     * @param base its address, without user information
     * @param trust for https
     * @param warnings told of what is tried again
     */
    public SearchServer(
            URI base, Credentials credentials, SSLContext trust, Backoff backoff, Consumer<String> warnings) {
        this.base = URI.create(base.toString().replaceAll("/+$", ""));
        this.credentials = credentials;
        this.backoff = backoff;
        this.warnings = warnings;
        this.trust = trust;
    }

    /** Made on first use, by the thread that asks: the JDK's client is a hundred classes. */
    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_LIMIT)
                    .sslContext(trust)
                    .build();
        }
        return client;
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

    /** What is done with a connection, as often as it takes. */
    @FunctionalInterface
    interface Attempt {
        Answer run() throws IOException, InterruptedException;
    }

    Answer get(String path) throws IOException, InterruptedException {
        return repeated(() -> once("GET", path, "application/json", new byte[0], 0));
    }

    Answer put(String path, byte[] json) throws IOException, InterruptedException {
        return repeated(() -> once("PUT", path, "application/json", json, json.length));
    }

    /** One attempt. */
    Answer once(String method, String path, String type, byte[] body, int length)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(REQUEST_LIMIT)
                .header("Accept", "application/json")
                .method(method, length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body, 0, length));
        if (length > 0) {
            request.header("Content-Type", type);
        }
        credentials.header().ifPresent(value -> request.header("Authorization", value));
        HttpResponse<String> response;
        try {
            response = client().send(request.build(), BodyHandlers.ofString());
        } catch (SSLHandshakeException e) {
            // A certificate that is not believed will not be believed in ten seconds either.
            throw new IOException(base + ": no TLS with this server: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new PassingFailure(e.getMessage() == null ? "no connection" : e.getMessage());
        }
        if (response.statusCode() == TOO_MANY_REQUESTS || response.statusCode() >= SERVER_ERROR) {
            throw new PassingFailure(words(response.statusCode(), response.body()));
        }
        return new Answer(response.statusCode(), response.body());
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
        String line = body.replaceAll("\\p{Cntrl}+|\\s+", " ").strip();
        return "HTTP " + status + (line.isEmpty() ? "" : " ")
                + (line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "…" : line);
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
