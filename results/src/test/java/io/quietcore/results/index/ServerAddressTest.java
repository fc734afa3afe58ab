package io.quietcore.results.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "https://search.example:9200, https://search.example:9200",
        "HTTP://host_with_underscore, http://host_with_underscore",
        "http://[fd00::1]:9200/, http://[fd00::1]:9200",
        "http://127.0.0.1:9200/prefix//, http://127.0.0.1:9200/prefix",
        "http://h:, http://h",
        "https://ann:secret@host_1:9200/p, https://host_1:9200/p"
    })
    void aServersUrlIsToldWithoutUserAndPassword(String typed, String told) {
        assertThat(ServerAddress.parse(typed)).hasToString(told);
    }

    @Test
    void userAndPasswordEndAtTheLastAtAndAreDecodedOnceTheyAreApart() {
        ServerAddress typed = ServerAddress.parse("https://ann%3A1:p@ss:w%40rd%25+@search_1:9200");

        assertThat(typed.user()).contains("ann:1");
        assertThat(typed.password()).contains("p@ss:w@rd%+");
        assertThat(typed).hasToString("https://search_1:9200");
        assertThat(typed.https()).isTrue();
        assertThat(ServerAddress.parse("http://ann@h").password()).isEmpty();
        assertThat(ServerAddress.parse("http://ann:@h").password()).contains("");
        assertThat(ServerAddress.parse("http://h").user()).isEmpty();
        assertThat(ServerAddress.parse("http://\u00e9:\ud83d\ude00@h").password())
                .contains("\ud83d\ude00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://h:9200?apikey=hunter2",
                "https://h:9200/x?y=hunter2#z",
                "https://h:9200/#hunter2",
                "https://ann:hunter2#1@h:9200",
                "https://ann:hunter2%zz@h:9200",
                "https://ann:hunter2%2",
                "https://ann:hunter2@",
                "https://ann:hunter2@h:0",
                "https://ann:hunter2@h:99999",
                "https://ann:hunter2@h:port",
                "https://ann:hunter2@h ost",
                "https://ann:hunter2@h/pa th",
                "https://ann:%ff-hunter2@h",
                "ftp://ann:hunter2@h",
                " https://ann:hunter2@h",
                "ann:hunter2@h:9200",
                "https://hunter2\n@h\n",
                ""
            })
    void whatIsNoServersUrlIsRefusedWithoutBeingRepeated(String typed) {
        assertThatThrownBy(() -> ServerAddress.parse(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected")
                .hasMessageNotContaining("hunter2");
    }
}
