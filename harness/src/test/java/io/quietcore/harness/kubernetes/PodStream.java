package io.quietcore.harness.kubernetes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The standard output of a pod on this very machine, into which its log can be filled until the kubelet rotates it.
 *
 * @param process the pod's agent
 */
record PodStream(long process) {
    private static final int LINE_BYTES = 1_000;

    /** Of a pod ({@code pod/NAME}) of this cluster. */
    static PodStream of(RealCluster cluster, String pod) throws IOException, InterruptedException {
        String uid = cluster.kubectl("get", pod, "-n", cluster.namespace(), "-o", "jsonpath={.metadata.uid}");
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(ProcessHandle::pid)
                    .filter(pid -> read(pid, "cgroup").contains(uid)
                            && read(pid, "cmdline").contains("PodAgent"))
                    .map(PodStream::new)
                    .findFirst()
                    .orElseThrow(() -> new IOException(pod + " runs on another machine"));
        }
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It has ended since it was listed.
            return "";
        }
    }

    void fill(long bytes) throws IOException {
        byte[] line = ("x".repeat(LINE_BYTES - 1) + "\n").getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = Files.newOutputStream(Path.of("/proc", Long.toString(process), "fd", "1"))) {
            for (long written = 0; written < bytes; written += line.length) {
                out.write(line);
            }
        }
    }
}
