package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.machineid.action.toolkit.StepOutput;
import dev.machineid.action.toolkit.StepVariables;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.LabClusterExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A step and its post step with an environment as Windows has it: names in any letter case, lines that end with CR LF. */
@ExtendWith(LabClusterExtension.class)
@Timeout(120)
class WindowsStyleTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void use_withOddCases_worksAndLeavesNothing(LabCluster cluster) throws IOException {
        Path temporary = Files.createDirectories(directory.resolve("temp"));
        Map<String, String> variables = new HashMap<>(Map.of(
                "Path", "C:\\Windows",
                "github_actions", "true",
                "Runner_Temp", temporary.toString(),
                "Input_Token", "deploy-github",
                "INPUT_OUTPUTS", "identity ssh",
                "Actions_Id_Token_Request_Url", cluster.mint().requestUrl(),
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN", cluster.mint().requestToken().reveal(),
                "MACHINE_ID_ACTION_USE", "00000000-0000-4000-8000-00000000cafe"));
        variables.put("INPUT_PROXY", cluster.proxy());
        variables.put(
                "input_ca-file",
                Files.write(directory.resolve("ca.pem"), cluster.webCaPem()).toString());
        for (String name : FakeRunner.FILES) {
            variables.put(
                    "GitHub_" + name, Files.createFile(directory.resolve(name)).toString());
        }
        Step step = new Step(
                StepVariables.of(variables, true),
                new StepOutput(out),
                Files.createDirectories(directory.resolve("work")),
                temporary.toString(),
                "runneradmin",
                Path.of(System.getProperty("java.home")),
                Clock.systemUTC(),
                time -> Thread.sleep(time.toMillis()));

        int code = new MainStep(step).run();

        assertThat(code).as(out.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(Files.readString(directory.resolve("ENV"))).matches("(?s)([^\n]*\r\n)+");
        assertThat(FileCommands.parse(Files.readString(directory.resolve("ENV"))))
                .containsKeys("MACHINE_ID_SSH_CONFIG", "TELEPORT_IDENTITY_FILE")
                .containsEntry("TELEPORT_PROXY", cluster.proxy());
        assertThat(new PostStep(step).run()).isZero();
        try (var left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }
}
