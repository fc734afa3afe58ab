package io.quietcore.harness.kubeconfig;

import io.fabric8.kubernetes.api.model.AuthProviderConfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.quietcore.harness.environment.HomeFolder;
import io.quietcore.harness.environment.HttpProxy;
import io.quietcore.harness.environment.Proxies;
import io.quietcore.harness.kubeconfig.TokenSource.Token;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What fabric8 is told of a cluster, all of it: its own search goes by two dozen variables and system properties, which override
 * a context and send its token elsewhere. Here the context decides, as for kubectl; without any kubeconfig a pod's service
 * account does. Of the environment count {@code KUBECONFIG}, {@code HOME} and the proxies.
 */
public final class ClientSettings {
    private final Kubeconfig.Chosen chosen;
    private final Config config = Config.empty();

    private ClientSettings(Kubeconfig.Chosen chosen) {
        this.chosen = chosen;
    }

    /**
     * The settings of this process.
     *
     * @param context its name, or null for the current one
     * @throws KubeconfigException in one line, without any secret
     */
    public static Config of(@Nullable String context) throws KubeconfigException {
        return of(context, System.getenv(), System.getProperty("user.home"), ServiceAccount.FOLDER);
    }

    static Config of(
            @Nullable String context, Map<String, String> environment, @Nullable String home, Path serviceAccount)
            throws KubeconfigException {
        List<Path> files = Kubeconfig.files(environment, HomeFolder.of(environment, home));
        Kubeconfig kubeconfig = Kubeconfig.read(files);
        Config config;
        if (kubeconfig.isEmpty() && context == null) {
            ServiceAccount pod = new ServiceAccount(environment, serviceAccount);
            if (!pod.isThere()) {
                throw new KubeconfigException(Kubeconfig.sought(environment, files));
            }
            config = pod.config();
        } else if (kubeconfig.isEmpty()) {
            throw new KubeconfigException("--context " + KubeconfigException.shown(String.valueOf(context)) + ": "
                    + Kubeconfig.sought(environment, files));
        } else {
            config = new ClientSettings(kubeconfig.choose(context)).config();
        }
        proxy(config, environment);
        return config;
    }

    private Config config() throws KubeconfigException {
        cluster(chosen.cluster());
        user(chosen.user());
        impersonation(chosen.user());
        proxyOfCluster(chosen.cluster());
        config.setNamespace(chosen.namespace().isEmpty() ? "default" : chosen.namespace());
        return config;
    }

    private void cluster(Section cluster) throws KubeconfigException {
        String authority = Pem.certificates(cluster, "certificate-authority");
        boolean trusting = cluster.flag("insecure-skip-tls-verify");
        if (trusting && !authority.isEmpty()) {
            throw cluster.wrong(
                    "insecure-skip-tls-verify", "found beside certificate-authority; expected one of the two");
        }
        config.setTrustCerts(trusting);
        config.setDisableHostnameVerification(trusting);
        if (!authority.isEmpty()) {
            config.setCaCertData(authority);
        }
        if (!cluster.text("tls-server-name").isEmpty()) {
            config.setTlsServerName(cluster.text("tls-server-name"));
        }
        config.setMasterUrl(server(cluster, trusting || !authority.isEmpty()));
    }

    /** As kubectl: without a scheme it is https where the cluster says anything of certificates. */
    private static String server(Section cluster, boolean tls) throws KubeconfigException {
        String server = cluster.text("server");
        if (server.isEmpty()) {
            throw cluster.wrong("server", "found nothing; expected https://HOST:PORT");
        }
        String url = server.contains("://") ? server : (tls ? "https://" : "http://") + server;
        URI uri = uri(cluster, "server", url);
        if (!List.of("http", "https").contains(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw cluster.wrong("server", "expected https://HOST:PORT, without a user's name, a query or a fragment");
        }
        return url;
    }

    private static URI uri(Section section, String key, String url) throws KubeconfigException {
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Its message repeats the URL, in which a password may stand.
        }
        throw section.wrong(key, "found no URL with a host; expected https://HOST:PORT");
    }

    private void user(Section user) throws KubeconfigException {
        String certificate = Pem.certificates(user, "client-certificate");
        if (!certificate.isEmpty()) {
            String key = Pem.base64(user, "client-key");
            if (key.isEmpty()) {
                throw user.wrong("client-key", "found nothing; client-certificate needs its key");
            }
            certificate(user, certificate, key);
        } else if (!Pem.base64(user, "client-key").isEmpty()) {
            throw user.wrong("client-certificate", "found nothing; client-key needs its certificate");
        }
        boolean token = user.has("token") || user.has("tokenFile");
        boolean password = !user.text("username").isEmpty();
        if (token && password) {
            throw user.wrong("", "found a token and a username; expected one of the two");
        }
        if (user.has("exec") && user.has("auth-provider")) {
            throw user.wrong("", "found exec and auth-provider; expected one of the two");
        }
        if (password) {
            config.setUsername(user.text("username"));
            config.setPassword(user.text("password"));
        } else if (!user.text("tokenFile").isEmpty()) {
            fromFile(user);
        } else if (!user.text("token").isEmpty()) {
            config.setOauthToken(user.text("token"));
        } else if (user.has("exec")) {
            fromPlugin(user, ExecPlugin.of(user.section("exec"), chosen.cluster()));
        } else if (user.has("auth-provider")) {
            fromProvider(user.section("auth-provider"));
        }
    }

    private void certificate(Section user, String certificate, String key) throws KubeconfigException {
        config.setClientCertData(certificate);
        config.setClientKeyData(key);
        config.setClientKeyAlgo(ClientKey.algorithm(key));
        try {
            // The managers are not kept: whether they can be made says whether key and certificate can be used.
            var unused = SSLUtils.keyManagers(config);
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw user.wrong(
                    "client-key", "the client's key cannot be read or does not fit its certificate; expected PEM");
        }
    }

    private void fromFile(Section user) throws KubeconfigException {
        InstantSource clock = InstantSource.system();
        config.setOauthTokenProvider(new TokenSource(
                () -> {
                    String token = new String(Pem.bytes(user, "tokenFile"), StandardCharsets.UTF_8).strip();
                    if (token.isEmpty()) {
                        throw user.wrong("tokenFile", "the file is empty; expected a token");
                    }
                    return new Token(token, clock.instant().plus(TokenSource.FILE_PERIOD));
                },
                clock));
    }

    private void fromPlugin(Section user, ExecPlugin plugin) throws KubeconfigException {
        ExecPlugin.Credentials first = plugin.run();
        if (!first.certificate().isEmpty() && !first.key().isEmpty()) {
            certificate(user.section("exec"), base64(first.certificate()), base64(first.key()));
        }
        if (!first.token().isEmpty()) {
            Token token = new Token(first.token(), first.expires());
            TokenSource.Origin again = () -> {
                ExecPlugin.Credentials next = plugin.run();
                return new Token(next.token(), next.expires());
            };
            config.setOauthTokenProvider(new TokenSource(token, again, InstantSource.system()));
        }
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }

    /** kubectl knows OpenID Connect only; the clouds' own went into credential plugins. */
    private void fromProvider(Section provider) throws KubeconfigException {
        if (!provider.text("name").equals("oidc")) {
            throw provider.wrong("name", "expected oidc; others were given up for credential plugins (exec)");
        }
        Map<String, String> said = provider.textsByKey("config");
        config.setAuthProvider(new AuthProviderConfig(new LinkedHashMap<>(said), "oidc"));
        config.setAutoOAuthToken(said.getOrDefault("id-token", ""));
    }

    private void impersonation(Section user) throws KubeconfigException {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        Section asked = user.section("as-user-extra");
        for (Object name : asked.values().keySet()) {
            extra.put(String.valueOf(name), asked.texts(String.valueOf(name)));
        }
        List<String> groups = user.texts("as-groups");
        if (user.text("as").isEmpty()) {
            if (!groups.isEmpty() || !extra.isEmpty() || !user.text("as-uid").isEmpty()) {
                throw user.wrong("as", "found nothing; as-uid, as-groups and as-user-extra need it");
            }
            return;
        }
        config.setImpersonateUsername(user.text("as"));
        config.setImpersonateGroups(groups.toArray(String[]::new));
        config.setImpersonateExtras(extra);
        if (!user.text("as-uid").isEmpty()) {
            config.setCustomHeaders(Map.of("Impersonate-Uid", user.text("as-uid")));
        }
    }

    private void proxyOfCluster(Section cluster) throws KubeconfigException {
        String proxy = cluster.text("proxy-url");
        if (!proxy.isEmpty()) {
            var unused = uri(cluster, "proxy-url", proxy);
            use(
                    config,
                    proxy,
                    cluster.wrong("proxy-url", "expected http://HOST:PORT; of proxies http alone is spoken"));
        }
    }

    /** The environment's proxy counts where the cluster names none. */
    private static void proxy(Config config, Map<String, String> environment) throws KubeconfigException {
        URI server = URI.create(config.getMasterUrl());
        if (config.getHttpProxy() != null || config.getHttpsProxy() != null) {
            return;
        }
        Optional<String> proxy = Proxies.of(environment, server);
        if (proxy.isPresent()) {
            String name = "https".equalsIgnoreCase(server.getScheme()) ? "HTTPS_PROXY" : "HTTP_PROXY";
            use(
                    config,
                    proxy.get(),
                    new KubeconfigException(name + ": expected http://HOST:PORT; of proxies http alone"
                            + " is spoken. NO_PROXY=" + server.getHost() + " goes without"));
        }
    }

    private static void use(Config config, String proxy, KubeconfigException otherwise) throws KubeconfigException {
        String url = HttpProxy.of(proxy).orElseThrow(() -> otherwise).url();
        config.setHttpProxy(url);
        config.setHttpsProxy(url);
    }
}
