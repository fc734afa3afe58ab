package io.quietcore.harness.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSettingsTest {
    private static final String SECRET = "hunter2secret";

    /** What fabric8 reads by itself, as variables in capitals too. */
    private static final Map<String, String> OVERRIDES = Map.of(
            "kubernetes.master", "http://127.0.0.1:18082",
            "kubernetes.namespace", "elsewhere",
            "kubernetes.auth.token", SECRET,
            "kubernetes.auth.basic.username", "eve",
            "kubernetes.auth.basic.password", SECRET,
            "kubernetes.trust.certificates", "true",
            "kubernetes.disable.hostname.verification", "true",
            "kubernetes.impersonate.username", "eve",
            "https.proxy", "http://evil:1",
            "http.proxy", "http://evil:1");

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @AfterEach
    void forget() {
        OVERRIDES.keySet().forEach(System::clearProperty);
    }

    private Config of(@Nullable String context) throws KubeconfigException {
        return ClientSettings.of(context, environment, null, folder.resolve("serviceaccount"));
    }

    private Path use(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        environment.merge("KUBECONFIG", file.toString(), (before, next) -> before + ":" + next);
        return file;
    }

    private static String lab(String name, String user) {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: %1$s, cluster: {server: "http://%1$s.example:18081"}}]
                contexts: [{name: %1$s, context: {cluster: %1$s, user: u-%1$s, namespace: ns-%1$s}}]
                current-context: %1$s
                users: [{name: u-%1$s, user: %2$s}]
                """.formatted(name, user);
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(() -> of(null))
                .isInstanceOf(KubeconfigException.class)
                .message()
                .contains(words)
                .doesNotContain(SECRET)
                .doesNotContainPattern(Pattern.compile("\\p{Cc}"));
    }

    @Test
    void theContextDecidesWhateverIsSet() throws IOException {
        use("a", lab("lab-a", "{token: tok-a}"));
        use("b", lab("lab-b", "{token: tok-b}"));
        OVERRIDES.forEach(System::setProperty);

        Config config = of("lab-b");

        assertThat(config.getMasterUrl()).isEqualTo("http://lab-b.example:18081/");
        assertThat(config.getNamespace()).isEqualTo("ns-lab-b");
        assertThat(config.getOauthToken()).isEqualTo("tok-b");
        assertThat(config.getUsername()).isNull();
        assertThat(config.isTrustCerts()).isFalse();
        assertThat(config.isDisableHostnameVerification()).isFalse();
        assertThat(config.getImpersonateUsername()).isNull();
        assertThat(config.getHttpProxy()).isNull();
        assertThat(config.getAutoConfigure()).isFalse();
    }

    @Test
    void ofSeveralFilesTheFirstThatHasAnEntryCountsWhole() throws IOException {
        use("first", """
                contexts: [{name: shared, context: {cluster: c, user: u}}]
                clusters: [{name: c, cluster: {server: "https://first.example"}}]
                """);
        environment.merge("KUBECONFIG", folder.resolve("none") + "::", (before, next) -> before + ":" + next);
        use("second", """
                current-context: shared
                contexts: [{name: shared, context: {cluster: other, user: other, namespace: not-this}}]
                clusters: [{name: c, cluster: {server: "https://second.example", insecure-skip-tls-verify: true}}]
                users: [{name: u, user: {token: tok}}]
                """);
        use("third", "current-context: never\n");

        Config config = of(null);

        assertThat(config.getMasterUrl()).isEqualTo("https://first.example/");
        assertThat(config.isTrustCerts()).isFalse();
        assertThat(config.getNamespace()).isEqualTo("default");
        assertThat(config.getOauthToken()).isEqualTo("tok");
    }

    @Test
    void homeHoldsTheDefaultOne() throws IOException {
        Path kube = Files.createDirectories(folder.resolve("home/.kube"));
        Files.writeString(kube.resolve("config"), lab("lab-a", "{token: tok-a}"));
        environment.put("HOME", folder.resolve("home").toString());

        assertThat(ClientSettings.of(null, environment, "/nobody", folder).getOauthToken())
                .isEqualTo("tok-a");
    }

    @Test
    void aTokensFileIsReadBesideItsKubeconfigAndComesBeforeAToken() throws IOException {
        Path sub = Files.createDirectories(folder.resolve("sub"));
        Files.writeString(sub.resolve("token"), "tok-of-file\n");
        use("sub/config", lab("lab-a", "{tokenFile: token, token: old}"));

        assertThat(of(null).getOauthTokenProvider().getToken()).isEqualTo("tok-of-file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{tokenFile: none}", "{tokenFile: /}"})
    void aTokensFileThatCannotBeReadIsAnError(String user) throws IOException {
        use("config", lab("lab-a", user));

        assertRefused("users[0].user.tokenFile", "cannot be read");
    }

    @Test
    void withoutAKubeconfigItSaysWhatToSet() {
        assertRefused("set KUBECONFIG");
        environment.put("HOME", folder.toString());
        assertRefused(folder.resolve(".kube/config").toString(), "set KUBECONFIG");
        environment.put("KUBECONFIG", "/none/a");
        assertRefused("KUBECONFIG names no file that is there: /none/a");
    }

    private void inPod() throws IOException {
        Path account = Files.createDirectories(folder.resolve("serviceaccount"));
        Files.writeString(account.resolve("token"), "tok-of-pod\n");
        Files.writeString(account.resolve("namespace"), "ns-of-pod");
        environment.put("KUBERNETES_SERVICE_HOST", "fd00::1");
        environment.put("KUBERNETES_SERVICE_PORT", "443");
    }

    @Test
    void aPodIsWhoItsServiceAccountIs() throws IOException {
        inPod();

        Config config = of(null);

        assertThat(config.getMasterUrl()).isEqualTo("https://[fd00::1]:443/");
        assertThat(config.getNamespace()).isEqualTo("ns-of-pod");
        assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("tok-of-pod");
    }

    @Test
    void aKubeconfigComesBeforeThePodThatItIsReadIn() throws IOException {
        inPod();
        use("a", lab("lab-a", "{token: tok-a}"));

        assertThat(of(null).getMasterUrl()).isEqualTo("http://lab-a.example:18081/");
        assertThat(of(null).getOauthTokenProvider()).isNull();
    }

    @Test
    void aContextIsNeverLookedForInThePod() throws IOException {
        inPod();

        assertThatThrownBy(() -> of("lab-a")).hasMessageContaining("--context lab-a");
    }

    @Test
    void theServiceAddressAloneIsNoPod() {
        environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");
        environment.put("KUBERNETES_SERVICE_PORT", "443");

        assertRefused("set KUBECONFIG");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "current-context: lab-a | current-context: lab-typo | current-context lab-typo: the kubeconfig has no such"
                        + " context; it has [lab-a]",
                "current-context: lab-a | '' | names no current-context; choose one with --context: it has"
                        + " [lab-a]",
                "user: u-lab-a | user: nobody | context lab-a: the kubeconfig has no such user: it names the user nobody;"
                        + " it has [u-lab-a]",
                "user: u-lab-a, | '' | context lab-a: the kubeconfig names no user; it has [u-lab-a]",
                "cluster: lab-a | cluster: gone | context lab-a: the kubeconfig has no such cluster",
                "server: | served: | clusters[0].cluster.server: found nothing",
                "http://lab-a | ftp://lab-a | clusters[0].cluster.server: expected https://",
                "http://lab-a | http://eve:hunter2secret@lab-a | clusters[0].cluster.server: expected https://",
                "http://lab-a | http://lab_a | clusters[0].cluster.server: found no URL with a host",
                "contexts: [ | contexts: [{name: lab-a}, | another entry of this file has the same name",
                "contexts: [ | contexts: [hunter2secret, | contexts[0]: found text; expected a mapping",
                "clusters: [ | clusters: hunter2secret #  | clusters: found text; expected a list",
                "{token: x} | {token: [hunter2secret]} | users[0].user.token: found a list; expected text",
                "{token: x} | {token: 1234} | users[0].user.token: found a number; expected text",
                "{token: x} | hunter2secret | users[0].user: found text; expected a mapping",
                "{token: x} | {exec: hunter2secret} | users[0].user.exec: found text; expected a mapping",
                "{token: x} | {exec: [hunter2secret]} | users[0].user.exec: found a list; expected a mapping",
                "{token: x} | {exec: {command: {hunter2secret: 1}}} | users[0].user.exec.command: found a mapping",
                "{token: x} | {exec: {args: [hunter2secret]}} | users[0].user.exec.command: found nothing",
                "{token: x} | {exec: {command: hunter2secret}} | users[0].user.exec.apiVersion: expected",
                "{token: x} | {token: *hunter2secret} | line 6, column",
                "{token: x} | {token: !hunter2secret x} | cannot be read",
                "{token: x} | {hunter2secret: 1, hunter2secret: 2} | cannot be read: line 6",
                "{token: x} | {token: hunter2secret | cannot be read: line",
                "{token: x} | {token: x, username: y} | found a token and a username",
                "{token: x} | {client-key-data: aHVudGVyMg==} | client-certificate: found nothing",
                "{token: x} | {client-certificate-data: hunter2secret} | client-certificate-data: found text that is no"
                        + " base64",
                "{token: x} | {client-certificate-data: aHVudGVyMnNlY3JldAo=} | holds no certificate that can be read",
                "{token: x} | {auth-provider: {name: gcp}} | auth-provider.name: expected oidc",
                "{token: x} | {as-groups: [admins]} | users[0].user.as: found nothing",
            })
    void whatIsWrongIsSaidWithItsPlaceAndWithoutItsValue(String from, String to, String words) throws IOException {
        String right = lab("lab-a", "{token: x}");
        assertThat(right).contains(from);
        use("config", right.replace(from, to));

        assertRefused(words);
    }

    @Test
    void namesOfEntriesAreEscaped() throws IOException {
        use(
                "config",
                lab("lab-a", "{token: x}").replace("current-context: lab-a", "current-context: \"\\e[31m\\u202E\""));

        assertRefused("current-context \\u001b[31m\\u202e: the kubeconfig has no such context");
    }

    @Test
    void nestingHasALimit() throws IOException {
        use("config", "clusters: " + "[".repeat(20_000));

        assertRefused("nested more than 64 deep");
    }

    @Test
    void aProxyOfTheClusterComesBeforeTheEnvironments() throws IOException {
        use("config", lab("lab-a", "{token: x}").replace("server:", "proxy-url: \"http://of-cluster\", server:"));
        environment.put("HTTP_PROXY", "of-environment:1");
        environment.put("NO_PROXY", "*");

        assertThat(of(null).getHttpProxy()).isEqualTo("http://of-cluster:80");
    }

    @Test
    void theEnvironmentsProxyIsUsedUnlessNoProxyNamesTheServer() throws IOException {
        use("config", lab("lab-a", "{token: x}"));
        environment.put("HTTP_PROXY", "of-environment:1");

        assertThat(of(null).getHttpProxy()).isEqualTo("http://of-environment:1");

        environment.put("NO_PROXY", ".example");

        assertThat(of(null).getHttpProxy()).isNull();
    }

    @Test
    void aProxyThatIsNotSpokenIsRefused() throws IOException {
        use("config", lab("lab-a", "{token: x}"));
        environment.put("HTTP_PROXY", "socks5://eve:" + SECRET + "@proxy:1");

        assertRefused("HTTP_PROXY: expected http://HOST:PORT", "NO_PROXY=lab-a.example");
    }

    private String plugin(String answer) throws IOException {
        Path program = Files.writeString(folder.resolve("plugin"), "#!/bin/sh\n" + answer + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, args: [--password, " + SECRET
                + "], env: [{name: WHO, value: ann}], installHint: get it}}";
    }

    @Test
    void aCredentialPluginIsRunAsKubectlRunsIt() throws IOException {
        String answer = "printf '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\","
                + "\"status\":{\"token\":\"%s\"}}' \"$WHO-$1-$(printf %s \"$KUBERNETES_EXEC_INFO\" | tr -d '\\\"')\"";
        use("config", lab("lab-a", plugin(answer)));

        assertThat(of(null).getOauthTokenProvider().getToken())
                .isEqualTo("ann---password-{apiVersion:client.authentication.k8s.io/v1,kind:ExecCredential,"
                        + "spec:{interactive:false}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 3 | ended with exit code 3",
                "echo hunter2secret | printed no JSON object",
                "echo '{\"apiVersion\":\"v1\",\"hunter2secret\":1}' | of another version",
                "echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\"}' | neither a token nor a certificate",
                "yes hunter2secret | printed more than 1048576 bytes",
            })
    void aPluginThatGivesNothingIsAnError(String answer, String words) throws IOException {
        use("config", lab("lab-a", plugin(answer)));

        assertRefused("users[0].user.exec", "./plugin", words);
    }

    /** What no process and no file can be given: a mistake of the kubeconfig, not of ours. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: WHO=, value: hunter2secret} | users[0].user.exec.env[0]: found a NUL, or a '='",
                "{name: WHO, value: \"hunter2secret\\0\"} | users[0].user.exec.env[0]: found a NUL, or a '='",
            })
    void aVariableThatCannotBeSetForAPluginIsAnError(String variable, String words) throws IOException {
        use("config", lab("lab-a", plugin("").replace("{name: WHO, value: ann}", variable)));

        assertRefused(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{tokenFile: \"a\\0b\"}", "{client-certificate: \"a\\0b\"}"})
    void aNameThatNoFileCanHaveIsAnError(String user) throws IOException {
        use("config", lab("lab-a", user));

        assertRefused("users[0].user.", "found text that cannot be the name of a file here");
    }

    @Test
    void aPluginThatIsMissingIsAnError() throws IOException {
        use("config", lab("lab-a", plugin("").replace("./plugin", "quietcore-no-such-plugin")));

        assertRefused("quietcore-no-such-plugin cannot be started", "The kubeconfig says: get it");
    }

    @Test
    void impersonationIsTheContexts() throws IOException {
        use("config", lab("lab-a", "{token: x, as: bob, as-uid: '7', as-groups: [a, b], as-user-extra: {why: [x]}}"));

        Config config = of(null);

        assertThat(config.getImpersonateUsername()).isEqualTo("bob");
        assertThat(config.getImpersonateGroups()).containsExactly("a", "b");
        assertThat(config.getImpersonateExtras())
                .extractingByKey("why", list(String.class))
                .containsExactly("x");
        assertThat(config.getCustomHeaders()).containsEntry("Impersonate-Uid", "7");
    }

    @Test
    void anEmptyKubeconfigIsNone() throws IOException {
        inPod();
        use("empty", "# nothing\n");

        assertThat(of(null).getNamespace()).isEqualTo("ns-of-pod");
    }

    @Test
    void filesThatAreListedTwiceCountOnce() throws IOException {
        Path file = use("a", lab("lab-a", "{token: tok-a}"));
        List<String> twice = new ArrayList<>(List.of(file.toString(), file.toString()));
        environment.put("KUBECONFIG", String.join(":", twice));

        assertThat(of(null).getOauthToken()).isEqualTo("tok-a");
    }
}
