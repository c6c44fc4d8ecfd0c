package dev.machineid.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLinesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "machine-id login --proxy x --certificate-ttl=30m --format shell --append f",
                "eval \"$(machine-id login --proxy x --outputs 'ssh --x')\"",
                "$ ./bin/machine-id exec --ssh -- ssh --none node",
                "java -jar machine-id.jar status --json | jq --raw-output .x",
                "machine-id logout --directory \"$D\"; rm --force x",
                "machine-id --help && machine-id --version",
                "machine-id help login # --none",
                "machine-id rules --platform github --repository acme/app --ssh --node-label env=prod",
                "# machine-id lgoin --none",
                "git clone https://example.com/OWNER/machine-id here --depth 1",
                "cd machine-id && ./verify --fast",
                "machine-id-lab start --none",
                "ssh -o ProxyCommand='machine-id ssh-proxy --identity i --proxy p:443 --cluster c %h:%p' node",
                "machine-id",
                ""
            })
    void problems_goodLine_none(String line) {
        assertThat(CommandLines.problems(line)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "machine-id login --tokne x, machine-id login has no option --tokne",
        "'eval \"$(machine-id login --none=x)\"', machine-id login has no option --none",
        "machine-id status --proxy x, machine-id status has no option --proxy",
        "machine-id exec --format json -- x, machine-id exec has no option --format",
        "machine-id rules --repo acme/app, machine-id rules has no option --repo",
        "true && machine-id lgoin, machine-id has no verb lgoin",
        "/usr/bin/machine-id lgoin, machine-id has no verb lgoin",
        "machine-id version; machine-id logout --none, machine-id logout has no option --none",
        "machine-id --none, machine-id --none has no option --none",
        "machine-id exec --ssh -- machine-id lgoin, machine-id has no verb lgoin",
    })
    void problems_badLine_isNamed(String line, String problem) {
        assertThat(CommandLines.problems(line)).containsExactly(problem);
    }

    @Test
    void problems_lineThatGoesOn_isReadAsOne() {
        assertThat(CommandLines.problems("machine-id login \\\n    --proxy x \\\n    --none y\n"))
                .containsExactly("machine-id login has no option --none");
    }

    @Test
    void exists_anyCasingOfAnyVerb_isKnown() {
        assertThat(CommandLines.exists("caPins")).isTrue();
        assertThat(CommandLines.exists("expect_roles")).isTrue();
        assertThat(CommandLines.exists("append")).isTrue();
        assertThat(CommandLines.exists("certificate-ttl")).isTrue();
        assertThat(CommandLines.exists("secret")).isFalse();
    }
}
