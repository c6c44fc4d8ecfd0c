package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptionCatalogueTest {
    static List<OptionSpec> all() {
        return OptionCatalogue.all();
    }

    @Test
    void all_words_standInTheManualsOrder() {
        assertThat(OptionCatalogue.all())
                .extracting(OptionSpec::name)
                .containsExactly(
                        "proxy",
                        "auth-server",
                        "cluster-name",
                        "token",
                        "secret-env",
                        "secret-file",
                        "join-method",
                        "audience",
                        "oidc-env",
                        "oidc-file",
                        "oidc-command",
                        "outputs",
                        "ssh",
                        "kubernetes",
                        "application",
                        "terraform",
                        "ttl",
                        "roles",
                        "expect-cluster",
                        "expect-bot",
                        "expect-roles",
                        "ca-file",
                        "ca-pins",
                        "directory",
                        "allow-workspace",
                        "export-env",
                        "timeout",
                        "renew",
                        "rules",
                        "dry-run",
                        "debug",
                        "json",
                        "config",
                        "prefix");
    }

    @Test
    void all_wordsAndAliases_areUnique() {
        Set<String> seen = new HashSet<>();
        for (OptionSpec spec : OptionCatalogue.all()) {
            assertThat(seen.add(spec.name())).isTrue();
            spec.aliases().forEach(alias -> assertThat(seen.add(alias)).isTrue());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void spec_help_isOnePlainLineWithAnExample(OptionSpec spec) {
        assertThat(spec.help())
                .isNotBlank()
                .doesNotContain("\n")
                .hasSizeBetween(10, 100)
                .doesNotEndWith(".");
        assertThat(spec.example()).isNotBlank().doesNotContain("\n");
        assertThat(spec.platforms()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void spec_everyOption_isInTheProgram(OptionSpec spec) {
        assertThat(OptionCatalogue.of(Platform.COMMAND)).contains(spec);
    }

    @ParameterizedTest
    @MethodSource("all")
    void spec_flags_defaultToFalseAndLittleElseHasADefault(OptionSpec spec) {
        if (spec.type() == OptionType.FLAG) {
            assertThat(spec.defaultValue()).isEqualTo("false");
        } else if (!Set.of("ttl", "timeout", "outputs", "join-method").contains(spec.name())) {
            assertThat(spec.defaultValue()).isEmpty();
        }
    }

    @Test
    void spec_casing_followsTheRule() {
        OptionSpec spec = OptionCatalogue.get("join-method");

        assertThat(spec.snake()).isEqualTo("join_method");
        assertThat(spec.camel()).isEqualTo("joinMethod");
        assertThat(spec.environmentName()).isEqualTo("MACHINE_ID_OPT_JOIN_METHOD");
        assertThat(spec.flag()).isEqualTo("--join-method");
    }

    @Test
    void find_alias_isTheOption() {
        assertThat(OptionCatalogue.find("certificate-ttl")).contains(OptionCatalogue.get("ttl"));
        assertThat(OptionCatalogue.find("TTL")).isEmpty();
        assertThat(OptionCatalogue.find("secret")).isEmpty();
    }

    @Test
    void of_platform_leavesOutWhatItCannotUse() {
        assertThat(OptionCatalogue.of(Platform.JENKINS))
                .extracting(OptionSpec::name)
                .doesNotContain("json", "export-env");
        assertThat(OptionCatalogue.of(Platform.GITLAB))
                .extracting(OptionSpec::name)
                .contains("export-env")
                .doesNotContain("renew");
    }

    @Test
    void spec_incomplete_isRefused() {
        assertThatThrownBy(() -> new OptionSpec(
                        "Bad_Name", List.of(), OptionType.TEXT, "", false, Platform.ALL, "a help line", "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OptionCatalogue.get("ttl").asRequired()).isInstanceOf(IllegalArgumentException.class);
    }
}
