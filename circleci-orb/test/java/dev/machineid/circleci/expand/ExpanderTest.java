package dev.machineid.circleci.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.circleci.pack.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpanderTest {
    private static final String ORB = """
            commands:
              say:
                parameters:
                  text: {type: string}
                  loud: {type: boolean, default: false}
                  times: {type: integer, default: 1}
                  how: {type: enum, enum: [plain, bold], default: plain}
                  name: {type: env_var_name, default: WORD}
                steps:
                  - run: {name: say, environment: {LOUD: << parameters.loud >>, N: << parameters.times >>}, command: "echo << parameters.text >> << parameters.how >> << parameters.name >>"}
              around:
                parameters:
                  text: {type: string, default: inner}
                  steps: {type: steps, default: []}
                steps:
                  - say: {text: "begin << parameters.text >>"}
                  - steps: << parameters.steps >>
                  - run: {name: end, when: always, command: echo end}
              choose:
                parameters:
                  flag: {type: boolean, default: true}
                  word: {type: string, default: ""}
                steps:
                  - when: {condition: << parameters.flag >>, steps: [run: flagged]}
                  - unless: {condition: << parameters.flag >>, steps: [run: unflagged]}
                  - when: {condition: << parameters.word >>, steps: [run: worded]}
                  - when: {condition: {and: [{not: << parameters.flag >>}, {equal: [a, << parameters.word >>]}]}, steps: [run: both]}
                  - when: {condition: {or: [false, << parameters.word >>]}, steps: [run: either]}
            executors:
              small:
                parameters: {word: {type: string, default: none}}
                docker: [{image: x}]
                environment: {WORD: << parameters.word >>, SHARED: executor}
                shell: /bin/sh -e
            jobs:
              one:
                parameters:
                  e: {type: executor, default: small}
                  text: {type: string, default: t}
                executor: << parameters.e >>
                environment: {SHARED: job}
                steps: [checkout, say: {text: << parameters.text >>}]
            """;

    private static List<RunStep> steps(String steps) {
        return job("jobs: {a: {docker: [{image: x}], steps: " + steps + "}}\nworkflows: {w: {jobs: [a]}}\n")
                .steps();
    }

    private static Expander.Job job(String config) {
        return new Expander(Yaml.map(ORB), Yaml.map(config), "orb", true).jobs().get(0);
    }

    private static List<String> commands(String steps) {
        return steps(steps).stream().map(RunStep::command).toList();
    }

    @Test
    void command_parameters_takeTheirPlaces() {
        RunStep step = steps("[orb/say: {text: 'a $b', loud: on, times: 3, how: bold, name: X_1}]")
                .get(0);

        assertThat(step.command()).isEqualTo("echo a $b bold X_1");
        assertThat(step.environment()).containsEntry("LOUD", "1").containsEntry("N", "3");
    }

    @Test
    void booleans_areWrittenInBothWaysThatAreDocumented() {
        var config = Yaml.map(
                "jobs: {a: {docker: [{image: x}], steps: [orb/say: {text: x}]}}\nworkflows: {w: {jobs: [a]}}\n");
        assertThat(new Expander(Yaml.map(ORB), config, "orb", false)
                        .jobs()
                        .get(0)
                        .steps()
                        .get(0)
                        .environment())
                .containsEntry("LOUD", "false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{loud: true}|missing required argument text",
                "{text: 5}|expected type string",
                "{text: true}|expected type string",
                "{text: x, loud: 'true'}|expected type boolean",
                "{text: x, times: 1.5}|expected type integer",
                "{text: x, how: italic}|expected type enum, one of [plain, bold]",
                "{text: x, name: 'A B'}|expected type env_var_name",
                "{text: x, other: y}|unexpected argument other"
            })
    void command_wrongArguments_areRefused(String arguments, String message) {
        assertThatThrownBy(() -> steps("[orb/say: " + arguments + "]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void steps_givenAsAParameter_belongToTheirWriter() {
        assertThat(
                        commands(
                                "[orb/around: {text: outer, steps: [{run: mine}, orb/around: {steps: [{run: deep}]}, orb/say: {text: x}]}]"))
                .containsExactly(
                        "echo begin outer plain WORD",
                        "mine",
                        "echo begin inner plain WORD",
                        "deep",
                        "echo end",
                        "echo x plain WORD",
                        "echo end");
        assertThat(steps("[orb/around]").get(1).when()).isEqualTo(RunStep.When.ALWAYS);
    }

    @Test
    void steps_thatNameTheOrbsCommandsBare_areRefused() {
        assertThatThrownBy(() -> steps("[orb/around: {steps: [say: {text: x}]}]"))
                .hasMessageContaining("there is no command say");
    }

    @Test
    void references_toTheOrbsParameters_inTheWritersSteps_areRefused() {
        assertThatThrownBy(() -> steps("[orb/around: {steps: [{run: << parameters.text >>}]}]"))
                .hasMessageContaining("unknown variable(s): parameters.text");
    }

    @Test
    void conditions_chooseSteps() {
        assertThat(commands("[orb/choose]")).containsExactly("flagged");
        assertThat(commands("[orb/choose: {flag: false}]")).containsExactly("unflagged");
        assertThat(commands("[orb/choose: {flag: false, word: a}]"))
                .containsExactly("unflagged", "worded", "both", "either");
        assertThatThrownBy(() -> steps("[when: {condition: {nor: []}, steps: []}]"))
                .hasMessageContaining("no condition nor");
        assertThatThrownBy(() -> steps("[when: {steps: []}]")).hasMessageContaining("need a condition");
    }

    @Test
    void run_shortAndLongForm_areTheSame() {
        assertThat(steps("[run: 'x y']")).isEqualTo(steps("[run: {name: x y, command: x y, when: on_success}]"));
        assertThat(steps("[run: 'a \\<< b']").get(0).command()).isEqualTo("a << b");
        assertThat(steps("[run: {command: a, background: true}]").get(0).background())
                .isTrue();
        assertThatThrownBy(() -> steps("[run: {name: x}]")).hasMessageContaining("no command");
        assertThatThrownBy(() -> steps("[run: {command: x, when: sometimes}]")).hasMessageContaining("sometimes");
        assertThatThrownBy(() -> steps("[{run: a, when: always}]")).hasMessageContaining("a step is one key");
    }

    @Test
    void job_ofTheOrb_hasItsExecutorsSettings_andItsOwnOverThem() {
        Expander.Job job = job(
                "workflows: {w: {jobs: [orb/one: {name: n, context: [c], text: q, e: {name: small, word: w}, pre-steps: [run: before]}]}}\n");

        assertThat(job.name()).isEqualTo("n");
        assertThat(job.shell()).isEqualTo("/bin/sh -e");
        assertThat(job.environment()).containsEntry("WORD", "w").containsEntry("SHARED", "job");
        assertThat(job.steps()).extracting(RunStep::command).containsExactly("before", "echo q plain WORD");
    }

    @Test
    void job_thatIsNotThereOrHasNoPlace_isRefused() {
        assertThatThrownBy(() -> job("workflows: {w: {jobs: [b]}}\n")).hasMessageContaining("no job b");
        assertThatThrownBy(() -> job("workflows: {w: {jobs: [orb/one: {e: large}]}}\n"))
                .hasMessageContaining("no executor large");
        assertThatThrownBy(() -> job("jobs: {a: {steps: []}}\nworkflows: {w: {jobs: [a]}}\n"))
                .hasMessageContaining("no executor");
    }
}
