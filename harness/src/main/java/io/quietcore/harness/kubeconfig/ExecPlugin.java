package io.quietcore.harness.kubeconfig;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.environment.Secrets;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A credential plugin (client.authentication.k8s.io): a program of the user's that prints a token, or a certificate. It gets
 * no standard input, and what it says to people stays on standard error.
 *
 * @param place the kubeconfig's section of it
 * @param cluster what it is told of the cluster, where it wants that
 */
record ExecPlugin(Section place, Map<String, Object> cluster) {
    private static final String GROUP = "client.authentication.k8s.io/";
    private static final int MAX_ANSWER_BYTES = 1 << 20;

    /** What it printed; texts are empty, and the instant null, where it said none. */
    record Credentials(
            String token,
            String certificate,
            String key,
            @Nullable Instant expires) {}

    /** A plugin, checked. */
    static ExecPlugin of(Section exec, Section cluster) throws KubeconfigException {
        if (exec.text("command").isEmpty()) {
            throw exec.wrong("command", "found nothing; expected the program that gives the credentials");
        }
        if (!Set.of(GROUP + "v1", GROUP + "v1beta1").contains(exec.text("apiVersion"))) {
            throw exec.wrong("apiVersion", "expected " + GROUP + "v1, or v1beta1");
        }
        if (exec.text("interactiveMode").equals("Always")) {
            throw exec.wrong(
                    "interactiveMode",
                    "the plugin wants to ask on a terminal, which it has not here; log in beforehand");
        }
        return new ExecPlugin(exec, exec.flag("provideClusterInfo") ? told(cluster) : Map.of());
    }

    private static Map<String, Object> told(Section cluster) throws KubeconfigException {
        Map<String, Object> told = new LinkedHashMap<>();
        for (String key : List.of("server", "tls-server-name", "proxy-url")) {
            if (!cluster.text(key).isEmpty()) {
                told.put(key, cluster.text(key));
            }
        }
        if (cluster.flag("insecure-skip-tls-verify")) {
            told.put("insecure-skip-tls-verify", true);
        }
        String authority = Pem.base64(cluster, "certificate-authority");
        if (!authority.isEmpty()) {
            told.put("certificate-authority-data", authority);
        }
        for (Section extension : cluster.sections("extensions")) {
            if (extension.text("name").equals(GROUP + "exec")) {
                told.put("config", extension.section("extension").values());
            }
        }
        return told;
    }

    Credentials run() throws KubeconfigException {
        ProcessBuilder builder = new ProcessBuilder(command())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Secrets.removeFrom(builder.environment());
        for (Section variable : place.sections("env")) {
            try {
                builder.environment().put(variable.text("name"), variable.text("value"));
            } catch (IllegalArgumentException e) {
                // Its message repeats the name or the value.
                throw variable.wrong("", "found a NUL, or a '=' in the name; expected a variable's name and value");
            }
        }
        builder.environment().put("KUBERNETES_EXEC_INFO", CanonicalJson.write(information()));
        byte[] answer = answer(builder);
        if (answer.length > MAX_ANSWER_BYTES) {
            throw failed("printed more than " + MAX_ANSWER_BYTES + " bytes; expected one ExecCredential");
        }
        return credentials(answer);
    }

    /** One with a slash is relative to the kubeconfig's folder, as for kubectl; else PATH finds it. */
    private List<String> command() throws KubeconfigException {
        String program = place.text("command");
        List<String> command = new ArrayList<>();
        command.add(program.contains("/") ? Pem.file(place, "command").toString() : program);
        command.addAll(place.texts("args"));
        return command;
    }

    private Map<String, Object> information() throws KubeconfigException {
        Map<String, Object> spec = new LinkedHashMap<>(Map.of("interactive", false));
        if (!cluster.isEmpty()) {
            spec.put("cluster", cluster);
        }
        return Map.of("apiVersion", place.text("apiVersion"), "kind", "ExecCredential", "spec", spec);
    }

    private byte[] answer(ProcessBuilder builder) throws KubeconfigException {
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            String hint = place.text("installHint").lines().findFirst().orElse("");
            throw failed("cannot be started: is it installed, and on PATH?"
                    + (hint.isEmpty() ? "" : " The kubeconfig says: " + KubeconfigException.shown(hint)));
        }
        try (InputStream out = process.getInputStream()) {
            byte[] answer = out.readNBytes(MAX_ANSWER_BYTES + 1);
            if (answer.length <= MAX_ANSWER_BYTES && process.waitFor() != 0) {
                throw failed("ended with exit code " + process.exitValue() + "; it says why on standard error");
            }
            return answer;
        } catch (KubeconfigException e) {
            throw e;
        } catch (IOException e) {
            throw failed("could not be read: " + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted");
        } finally {
            process.destroy();
        }
    }

    private Credentials credentials(byte[] answer) throws KubeconfigException {
        Section printed;
        try {
            printed = Section.of(
                    place.file(),
                    place.place() + ", the answer of its command",
                    CanonicalJson.read(answer, Object.class));
        } catch (IllegalArgumentException | KubeconfigException e) {
            // What it printed may hold a secret, and so may the parser's words.
            throw failed("printed no JSON object; expected an ExecCredential");
        }
        try {
            if (!printed.text("apiVersion").equals(place.text("apiVersion"))) {
                throw failed("printed an ExecCredential of another version than the kubeconfig's apiVersion");
            }
            Section status = printed.section("status");
            String expires = status.text("expirationTimestamp");
            Credentials said = new Credentials(
                    status.text("token"),
                    status.text("clientCertificateData"),
                    status.text("clientKeyData"),
                    expires.isEmpty() ? null : OffsetDateTime.parse(expires).toInstant());
            if (said.token().isEmpty()
                    && (said.certificate().isEmpty() || said.key().isEmpty())) {
                throw failed("printed neither a token nor a certificate with its key");
            }
            return said;
        } catch (DateTimeParseException e) {
            throw failed("printed an expirationTimestamp that is no time");
        }
    }

    private KubeconfigException failed(String how) throws KubeconfigException {
        return place.wrong("", "the credential plugin " + KubeconfigException.shown(place.text("command")) + " " + how);
    }
}
