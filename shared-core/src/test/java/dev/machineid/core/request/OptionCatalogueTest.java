package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                        "state-directory",
                        "join-method",
                        "audience",
                        "oidc-env",
                        "oidc-file",
                        "oidc-command",
                        "azure-client-id",
                        "outputs",
                        "ssh",
                        "ssh-multiplexer",
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
                        "tls-upgrade",
                        "from-daemon",
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
        } else if (!Set.of("ttl", "timeout", "outputs", "join-method", "tls-upgrade")
                .contains(spec.name())) {
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
    void defaultOn_flagThatIsTrueInSomePlaces_isTrueThere() {
        OptionSpec export = OptionCatalogue.get("export-env");

        assertThat(export.defaultOn(Platform.GITLAB)).isEqualTo("true");
        assertThat(export.defaultOn(Platform.COMMAND)).isEqualTo("false");
        assertThat(OptionCatalogue.get("renew").defaultOn(Platform.JENKINS)).isEqualTo("true");
        assertThat(OptionCatalogue.get("ttl").defaultOn(Platform.GITLAB)).isEqualTo("1h");
    }

    @Test
    void values_joinMethodAndFlags_areCounted() {
        assertThat(OptionCatalogue.get("join-method").values())
                .startsWith("auto")
                .contains("gitlab", "generic_oidc")
                .doesNotContain("tpm")
                .allSatisfy(
                        name -> assertThat(JoinMethod.parse(name).wireName()).isEqualTo(name));
        assertThat(OptionCatalogue.get("ssh").values()).containsExactly("true", "false");
        assertThat(OptionCatalogue.get("token").values()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void pattern_exampleAndDefault_match(OptionSpec spec) {
        String pattern = spec.type().pattern();

        assertThat(List.of(spec.example(), spec.defaultValue()))
                .filteredOn(text -> !text.isEmpty() && !pattern.isEmpty())
                .allSatisfy(text -> assertThat(text).matches(pattern));
    }

    @ParameterizedTest
    @CsvSource({
        "DURATION, 1h30m",
        "DURATION, 90S",
        "DURATION, 2d",
        "ADDRESS, '[2001:db8::1]:3080'",
        "ADDRESS, bücher.example:443",
        "CLUSTER, leaf_a.example.com",
        "ENV_NAME, _X1",
    })
    void pattern_whatTheReaderTakes_matches(OptionType type, String text) {
        assertThat(text).matches(type.pattern());
    }

    @ParameterizedTest
    @CsvSource({
        "DURATION, 30",
        "DURATION, 1m1h",
        "DURATION, $(id)",
        "ADDRESS, https://teleport.example.com",
        "ADDRESS, me@teleport.example.com",
        "ADDRESS, a b",
        "CLUSTER, teleport.example.com:443",
        "CLUSTER, $(id)",
        "ENV_NAME, $JOIN_SECRET",
        "ENV_NAME, a-b",
        "FLAG, yes",
    })
    void pattern_mistake_doesNotMatch(OptionType type, String text) {
        assertThat(text).doesNotMatch(type.pattern());
    }

    @Test
    void trueOn_otherThanAFlagOrAPlaceWithoutIt_isRefused() {
        OptionSpec renew = OptionCatalogue.get("renew");

        assertThatThrownBy(() -> OptionCatalogue.get("ttl").trueOn(Platform.ALL))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> renew.trueOn(Platform.ALL)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void spec_incomplete_isRefused() {
        assertThatThrownBy(() -> new OptionSpec(
                        "Bad_Name", List.of(), OptionType.TEXT, "", false, Platform.ALL, Set.of(), "a help line", "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OptionCatalogue.get("ttl").asRequired()).isInstanceOf(IllegalArgumentException.class);
    }
}
