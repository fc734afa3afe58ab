package io.quietcore.results.index;

import io.quietcore.contract.CanonicalArray;
import io.quietcore.contract.CanonicalJson.MalformedJsonException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * A file of documents: a JSON array of objects, whoever wrote it. Read as it is asked for, one document at a time.
 *
 * @param where for messages: the file, or the tarball and its entry
 * @param name relative, with slashes
 * @param json its content
 */
@SuppressWarnings("ArrayRecordComponent") // Carried from a disk to a server, never compared.
public record DocumentFile(String where, String name, byte[] json) {
    /** Takes documents one after the other. */
    @FunctionalInterface
    public interface Documents {
        void take(IndexDocument document) throws IOException, InterruptedException;
    }

    /** Takes files of documents one after the other. */
    @FunctionalInterface
    public interface Sink {
        void take(DocumentFile file) throws IOException, InterruptedException;
    }

    /** What a sink of documents throws, carried through a reader that knows one exception only. */
    private static final class Passed extends Exception {
        private static final long serialVersionUID = 1L;

        Passed(Exception cause) {
            super(cause);
        }
    }

    /**
     * Reads the documents in their order.
     *
     * @throws IOException in one line, when the file is anything else than an array of objects; what came before was taken
     */
    public void read(Documents documents) throws IOException, InterruptedException {
        int[] count = {0};
        try {
            CanonicalArray.<Passed>read(json, (object, canonical) -> {
                count[0]++;
                try {
                    if (!object) {
                        throw new IOException(
                                where + ": number " + count[0] + " of its array is no object; expected documents");
                    }
                    documents.take(IndexDocument.of(canonical));
                } catch (IOException | InterruptedException e) {
                    throw new Passed(e);
                }
            });
        } catch (MalformedJsonException e) {
            throw new IOException(where + ": " + e.getMessage() + "; expected a JSON array of documents", e);
        } catch (Passed e) {
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw (IOException) e.getCause();
        }
    }

    /** The array, as we and a tarball hold it. */
    byte[] content() throws IOException, InterruptedException {
        ByteArrayOutputStream content = new ByteArrayOutputStream(json.length + 2);
        content.write('[');
        read(document -> {
            if (content.size() > 1) {
                content.write(',');
            }
            content.writeBytes(document.json());
        });
        content.write(']');
        return content.toByteArray();
    }
}
