package io.quietcore.results.index;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
    private static final Duration SILENCE_LIMIT = Duration.ofMinutes(2);
    private static final int CLIENT_ERROR = 400;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int LONGEST_QUOTE = 300;

    private final URI base;
    private final Credentials credentials;
    private final Trust trust;
    private final Backoff backoff;
    private final Consumer<String> warnings;

    /**
     * A server.
     *
     * @param base its address, without user information
     * @param trust for https
     * @param warnings told of what is tried again
     */
    public SearchServer(URI base, Credentials credentials, Trust trust, Backoff backoff, Consumer<String> warnings) {
        this.base = URI.create(base.toString().replaceAll("/+$", ""));
        this.credentials = credentials;
        this.backoff = backoff;
        this.warnings = warnings;
        this.trust = trust;
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
        HttpURLConnection connection =
                trust.on((HttpURLConnection) URI.create(base + path).toURL().openConnection());
        connection.setConnectTimeout((int) CONNECT_LIMIT.toMillis());
        connection.setReadTimeout((int) SILENCE_LIMIT.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod(method);
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestProperty("User-Agent", "quietcore");
        credentials.header().ifPresent(value -> connection.setRequestProperty("Authorization", value));
        int status;
        String text;
        try {
            if (length > 0) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", type);
                // Otherwise it sends what was cut off once more by itself, uncounted.
                connection.setFixedLengthStreamingMode(length);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body, 0, length);
                }
            }
            status = connection.getResponseCode();
            text = text(connection, status);
        } catch (SSLHandshakeException e) {
            // A certificate that is not believed will not be believed in ten seconds either.
            throw new IOException(base + ": no TLS with this server: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new PassingFailure(e.getMessage() == null ? "no connection" : e.getMessage());
        }
        if (status < 0) {
            throw new PassingFailure("an answer that is no HTTP");
        }
        if (status == TOO_MANY_REQUESTS || status >= SERVER_ERROR) {
            throw new PassingFailure(words(status, text));
        }
        return new Answer(status, text);
    }

    /** All of an answer: the connection is then used again. */
    private static String text(HttpURLConnection connection, int status) throws IOException {
        try (InputStream in = status >= CLIENT_ERROR ? connection.getErrorStream() : connection.getInputStream()) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
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
        String line = body.replaceAll("\\p{Cntrl}+|\\s+", " ").strip();
        return "HTTP " + status + (line.isEmpty() ? "" : " ")
                + (line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "…" : line);
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
