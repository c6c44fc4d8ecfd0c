package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.action.toolkit.ActionToolkit;
import dev.machineid.action.toolkit.LoadingToolkit;
import dev.machineid.action.toolkit.StepOutput;
import dev.machineid.action.toolkit.StepVariables;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.RawOptions;
import dev.machineid.core.request.RequestReader;
import dev.machineid.core.request.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a use, and whose directory it may take away. */
class PostStepTest {
    private static final String USE = "00000000-0000-4000-8000-00000000cafe";
    private static final String OTHER = "00000000-0000-4000-8000-00000000beef";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<String, String> variables = new HashMap<>();
    private Path temporary;

    @BeforeEach
    void prepare() throws IOException {
        temporary = Files.createDirectories(directory.resolve("temp"));
        variables.put("RUNNER_TEMP", temporary.toString());
        variables.put("GITHUB_RUN_ID", "1");
    }

    private Step step(String use) throws IOException {
        Map<String, String> own = new HashMap<>(variables);
        own.put("MACHINE_ID_ACTION_USE", use);
        return new Step(
                StepVariables.of(own, false),
                new StepOutput(out),
                Files.createDirectories(directory.resolve("work")),
                temporary.toString(),
                "runner",
                Path.of("/nowhere"),
                Clock.systemUTC(),
                time -> {});
    }

    private MachineIdRequest request(String... more) {
        RawOptions.Builder options = RawOptions.builder();
        Source source = Source.of(Source.Kind.ADAPTER_INPUT, "test");
        options.put("proxy", "example.com", source).put("token", "x", source);
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1], source);
        }
        return new RequestReader(directory).read(options.build()).request();
    }

    private static ActionToolkit unwanted(Step step) {
        throw new AssertionError("the toolkit was loaded");
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void run_nothingWasDone_saysNothing() throws IOException {
        assertThat(new PostStep(step(USE), PostStepTest::unwanted).run()).isZero();
        assertThat(said()).isEmpty();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void run_ownDirectory_isRemovedWithoutTheToolkit() throws IOException {
        Path place = UseDirectory.prepare(step(USE), request(), USE).path();
        Files.writeString(place.resolve("renewal.log"), "renewing the credentials\nnotice: renewed\n");

        assertThat(new PostStep(step(USE), PostStepTest::unwanted).run()).isZero();
        assertThat(said()).isEqualTo("removed 3 files in " + place + "\n");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void run_directoryOfAnotherUse_stays() throws IOException {
        Path place = UseDirectory.prepare(step(OTHER), request(), OTHER).path();

        assertThat(new PostStep(step(USE), PostStepTest::unwanted).run()).isZero();
        assertThat(place).exists();
    }

    @Test
    void run_warningsOfTheRenewal_areSaidByTheToolkit() throws IOException {
        Path place = UseDirectory.prepare(step(USE), request(), USE).path();
        Files.writeString(
                place.resolve("renewal.log"),
                "notice: fine\nwarning: not yet\nerror[MID-1208]: the bot is locked\n  the server said: 100%\u0007\nhint: ask\n");

        PostStep post = new PostStep(step(USE), each -> LoadingToolkit.start(each.variables(), each.out()));
        assertThat(post.run()).isZero();
        assertThat(said())
                .contains("::warning title=Machine ID::renewal: warning: not yet\n")
                .contains("renewal: error[MID-1208]: the bot is locked%0A  the server said: 100%25\\u{7}%0Ahint: ask\n")
                .doesNotContain("fine");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void prepare_namedDirectoryOfAnEarlierJob_isTakenOver() throws IOException {
        Path place = directory.resolve("mine");
        UseDirectory.prepare(step(OTHER), request("directory", place.toString()), OTHER);
        Files.writeString(place.resolve("key"), "old");
        variables.put("GITHUB_RUN_ID", "2");

        UseDirectory.prepare(step(USE), request("directory", place.toString()), USE);

        assertThat(place.resolve("key")).doesNotExist();
        assertThat(UseDirectory.find(step(USE), USE)).isEmpty(); // nothing says where: no input, no state
        variables.put("INPUT_DIRECTORY", place.toString());
        assertThat(UseDirectory.find(step(USE), USE)).contains(place);
        assertThat(UseDirectory.find(step(OTHER), OTHER)).isEmpty();
    }

    @Test
    void prepare_namedDirectoryOfThisJob_isRefused() throws IOException {
        Path place = directory.resolve("mine");
        UseDirectory.prepare(step(OTHER), request("directory", place.toString()), OTHER);

        assertThatThrownBy(() -> UseDirectory.prepare(step(USE), request("directory", place.toString()), USE))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.DIRECTORY_TAKEN));
    }

    @Test
    void prepare_directoryWithOthersFiles_isRefused() throws IOException {
        Path place = Files.createDirectory(
                directory.resolve("home"),
                java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                        java.nio.file.attribute.PosixFilePermissions.fromString("rwx------")));
        Files.writeString(place.resolve("precious"), "x");

        assertThatThrownBy(() -> UseDirectory.prepare(step(USE), request("directory", place.toString()), USE))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(place.resolve("precious")).exists();
    }
}
