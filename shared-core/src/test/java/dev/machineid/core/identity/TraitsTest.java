package dev.machineid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraitsTest {
    @Test
    void values_ofOneTrait_inTheirOrder() {
        String traits =
                "{\"github_teams\":[\"logins\",\"x\"],\"logins\":[\"deploy\",\"ci\"],\"kubernetes_groups\":null}";

        assertThat(Traits.values(traits, "logins")).containsExactly("deploy", "ci");
        assertThat(Traits.values(traits, "kubernetes_groups")).isEmpty();
        assertThat(Traits.values(traits, "other")).isEmpty();
    }

    @Test
    void values_thatAreNoTexts_areLeftOut() {
        assertThat(Traits.values("{\"logins\":[1,null,{\"a\":[\"b\"]},[\"c\"],\"ci\",true]}", "logins"))
                .containsExactly("ci");
        assertThat(Traits.values("{\"a\":{\"logins\":[\"x\"]},\"logins\":\"ci\"}", "logins"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "[\"logins\"]",
                "{",
                "{\"logins\":[\"a\"",
                "{\"logins\":[\"a\"]",
                "not json",
                "{\"logins\" [}"
            })
    void values_ofSomethingElse_areNone(String traits) {
        assertThat(Traits.values(traits, "logins")).isEmpty();
    }
}
