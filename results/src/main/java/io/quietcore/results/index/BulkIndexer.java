package io.quietcore.results.index;

import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import io.quietcore.results.index.SearchServer.Answer;
import io.quietcore.results.index.SearchServer.PassingFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Hands documents to one index, in bulks of 5 MB as kube-burner does. While two are under way two more are filled.
 *
 * <p>Each is created under its content's hash, never overwritten: a document that the index has is left alone, so that a
 * bulk whose answer was lost can be sent again, and a whole run too. For one thread.
 */
public final class BulkIndexer implements AutoCloseable {
    private static final int FLUSH_BYTES = 5_000_000;

    /** The first bulks are small and double, so that the server has work while the rest is read. */
    private static final int FIRST_FLUSH_BYTES = FLUSH_BYTES / 32;

    /** The server works on one while the other travels. */
    private static final int UNDER_WAY = 2;

    /** Filled bulks that wait meanwhile, so that reading does not. */
    private static final int WAITING = 2;

    private static final byte[] BEFORE_ID = "{\"create\":{\"_id\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEFORE_DOCUMENT = "\"}}\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LINES_BYTES = BEFORE_ID.length + BEFORE_DOCUMENT.length + 1;

    private static final int MAX_REASONS = 20;
    private static final int CONFLICT = 409;

    private final SearchServer server;
    private final String index;
    private final long startNs = System.nanoTime();
    private final ExecutorService sender = Executors.newFixedThreadPool(UNDER_WAY, task -> {
        Thread thread = new Thread(task, "bulk");
        thread.setDaemon(true);
        return thread;
    });
    private final List<String> reasons = new ArrayList<>();
    private List<IndexDocument> bulk = new ArrayList<>();
    private long bulkBytes;
    private int flushBytes = FIRST_FLUSH_BYTES;
    private final Future<?> preparation;
    private final Deque<Future<?>> underWay = new ArrayDeque<>();
    private long documents;

    // Counted by the senders, under this object's lock.
    private long created;
    private long present;
    private long rejected;
    private int bulkRequests;

    private BulkIndexer(SearchServer server, String index) {
        this.server = server;
        this.index = index;
        preparation = sender.submit(() -> {
            prepare(server, index);
            return null;
        });
        underWay.add(preparation);
    }

    /**
     * Begins. Whether the server is well, and the index's template, are asked while the first bulk is filled.
     *
     * @param index its name
     */
    public static BulkIndexer open(SearchServer server, String index) {
        return new BulkIndexer(server, index);
    }

    private static void prepare(SearchServer server, String index) throws IOException, InterruptedException {
        Answer health = server.get("/_cluster/health");
        if (!health.ok()) {
            throw server.refused("the health of the cluster", health);
        }
        IndexTemplate.ensure(server, index);
    }

    /**
     * Hands one over.
     *
     * @throws IOException when the server is not there, not well, or refuses; in one line
     */
    public void add(IndexDocument document) throws IOException, InterruptedException {
        bulk.add(document);
        bulkBytes += bytes(document);
        documents++;
        if (bulkBytes >= flushBytes) {
            flush();
            flushBytes = Math.min(FLUSH_BYTES, 2 * flushBytes);
        }
    }

    /** Hands over what is left, and waits for all answers. */
    public IndexReport finish() throws IOException, InterruptedException {
        flush();
        while (!underWay.isEmpty()) {
            awaitOldest();
        }
        synchronized (this) {
            return new IndexReport(
                    documents, created, present, rejected, reasons, bulkRequests, (System.nanoTime() - startNs) / 1e9);
        }
    }

    private void flush() throws IOException, InterruptedException {
        while (underWay.size() >= UNDER_WAY + WAITING) {
            awaitOldest();
        }
        if (!bulk.isEmpty()) {
            List<IndexDocument> full = bulk;
            bulk = new ArrayList<>();
            bulkBytes = 0;
            underWay.add(sender.submit(() -> {
                preparation.get();
                send(full);
                return null;
            }));
        }
    }

    private void awaitOldest() throws IOException, InterruptedException {
        try {
            underWay.removeFirst().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                synchronized (this) {
                    throw new IOException(
                            failure.getMessage() + "; " + (created + present) + " documents are in the index " + index,
                            e);
                }
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Sends what is open, and what of it is still open after that, until nothing is. On a sender's thread. */
    private void send(List<IndexDocument> all) throws IOException, InterruptedException {
        List<IndexDocument> open = new ArrayList<>(all);
        server.repeated(() -> {
            byte[] body = body(open);
            Answer answer = server.once(
                    "POST",
                    "/" + index + "/_bulk?filter_path=items.*.status,items.*.error",
                    "application/x-ndjson",
                    body);
            if (!answer.ok()) {
                throw server.refused("a bulk of " + open.size() + " documents", answer);
            }
            List<IndexDocument> again = settle(open, answer);
            open.clear();
            open.addAll(again);
            if (!open.isEmpty()) {
                throw new PassingFailure(open.size() + " documents of a bulk were put off");
            }
            return answer;
        });
    }

    /** Counts what an answer settles; what the server was too busy for is left. */
    private synchronized List<IndexDocument> settle(List<IndexDocument> sent, Answer answer) throws PassingFailure {
        bulkRequests++;
        List<BulkAnswer.Item> items = items(answer);
        if (items.size() != sent.size()) {
            throw new PassingFailure("an answer about " + items.size() + " of " + sent.size() + " documents");
        }
        List<IndexDocument> again = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            int status = items.get(i).status();
            if (status >= 200 && status < 300) {
                created++;
            } else if (status == CONFLICT) {
                present++;
            } else if (status == 429 || status >= 500 || status == 0) {
                again.add(sent.get(i));
            } else {
                reject(sent.get(i), items.get(i));
            }
        }
        return again;
    }

    private static List<BulkAnswer.Item> items(Answer answer) throws PassingFailure {
        try {
            return BulkAnswer.items(answer.body());
        } catch (MalformedJsonException e) {
            throw new PassingFailure(
                    "an answer that is no JSON: " + SearchServer.words(answer.status(), answer.body()));
        }
    }

    private void reject(IndexDocument document, BulkAnswer.Item item) {
        rejected++;
        if (reasons.size() < MAX_REASONS) {
            reasons.add(document.metricName() + " " + document.id() + ": "
                    + SearchServer.words(item.status(), item.error()));
        }
    }

    /** A document takes so many bytes of a bulk. */
    private static int bytes(IndexDocument document) {
        return LINES_BYTES + document.id().length() + document.json().length;
    }

    private static byte[] body(List<IndexDocument> documents) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(
                documents.stream().mapToInt(BulkIndexer::bytes).sum());
        for (IndexDocument document : documents) {
            body.writeBytes(BEFORE_ID);
            body.writeBytes(document.id().getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(BEFORE_DOCUMENT);
            body.writeBytes(document.json());
            body.write('\n');
        }
        return body.toByteArray();
    }

    @Override
    public void close() {
        sender.shutdownNow();
    }
}
