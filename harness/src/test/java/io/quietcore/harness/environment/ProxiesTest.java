package io.quietcore.harness.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases of golang.org/x/net/http/httpproxy's own test, and its rules. */
class ProxiesTest {
    private static String of(Map<String, String> environment, String target) {
        return Proxies.of(environment, URI.create(target)).orElse("none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // NO_PROXY | target | whether it is asked without the proxy
                "example.com | https://example.com | true",
                "example.com | https://www.example.com:6443 | true",
                "example.com | https://badexample.com | false",
                ".example.com | https://example.com | false",
                ".example.com | https://www.example.com | true",
                "*.example.com | https://example.com | false",
                "*.example.com | https://www.example.com | true",
                "EXAMPLE.com | https://Www.Example.COM | true",
                "a.b, example.com ,c | https://example.com | true",
                "example.com:6443 | https://example.com:6443 | true",
                "example.com:6443 | https://example.com | false",
                "example.com:443 | https://example.com | true",
                "* | https://example.com | true",
                "a,*,b | https://192.0.2.1 | true",
                "192.0.2.1 | https://192.0.2.1:6443 | true",
                "192.0.2.1:6443 | https://192.0.2.1:6443 | true",
                "192.0.2.1:6444 | https://192.0.2.1:6443 | false",
                "192.0.2.1 | https://192.0.2.11 | false",
                ".1 | https://192.0.2.1 | false",
                "192.0.2.0/24 | https://192.0.2.200:6443 | true",
                "192.0.2.0/25 | https://192.0.2.200 | false",
                "0.0.0.0/0 | https://192.0.2.200 | true",
                "192.0.2.0/24 | https://host.192.0.2.0 | false",
                "10.96.0.0/12,.svc | https://10.100.0.1 | true",
                "2001:db8::1 | https://[2001:db8::1]:6443 | true",
                "[2001:db8::1] | https://[2001:db8::1]:6443 | true",
                "[2001:db8::1]:6443 | https://[2001:db8::1]:6443 | true",
                "[2001:db8::1]:6443 | https://[2001:db8::1] | false",
                "2001:db8::/32 | https://[2001:db8:1::1] | true",
                "2001:db8::/32 | https://[2001:db9::1] | false",
                ":6443 | https://example.com:6443 | false",
                "bücher.example | https://xn--bcher-kva.example | true",
                ".bücher.example | https://a.xn--bcher-kva.example | true",
                "192.0.2.0/999 | https://192.0.2.1 | false",
                ", ,, | https://example.com | false",
            })
    void noProxyExcludesWhatItExcludesInGo(String noProxy, String target, boolean excluded) {
        Map<String, String> environment = Map.of("HTTPS_PROXY", "http://proxy:3128", "NO_PROXY", noProxy);

        assertThat(of(environment, target)).isEqualTo(excluded ? "none" : "http://proxy:3128");
    }

    @ParameterizedTest
    @CsvSource({"https://localhost:6443", "https://127.0.0.1", "https://127.8.9.1:1", "https://[::1]:6443"})
    void thisMachineIsNeverAskedByAProxy(String target) {
        assertThat(of(Map.of("HTTPS_PROXY", "http://proxy:3128"), target)).isEqualTo("none");
    }

    @Test
    void eachSchemeHasItsOwnVariableAndCapitalsComeFirst() {
        Map<String, String> environment =
                Map.of("HTTPS_PROXY", "upper:1", "https_proxy", "lower:1", "http_proxy", "http://plain:2");

        assertThat(of(environment, "https://a.example")).isEqualTo("http://upper:1");
        assertThat(of(environment, "http://a.example")).isEqualTo("http://plain:2");
        assertThat(of(Map.of("https_proxy", "lower:1", "HTTPS_PROXY", ""), "https://a.example"))
                .isEqualTo("http://lower:1");
        assertThat(of(Map.of("https_proxy", "lower:1", "no_proxy", "a.example"), "https://a.example"))
                .isEqualTo("none");
        assertThat(of(Map.of("ALL_PROXY", "all:1"), "https://a.example")).isEqualTo("none");
    }

    @Test
    void aCgiProgramDoesNotBelieveHttpProxy() {
        Map<String, String> environment =
                Map.of("HTTP_PROXY", "http://evil:1", "HTTPS_PROXY", "http://proxy:1", "REQUEST_METHOD", "GET");

        assertThat(of(environment, "http://a.example")).isEqualTo("none");
        assertThat(of(environment, "https://a.example")).isEqualTo("http://proxy:1");
    }
}
