package dev.machineid.action.toolkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadingToolkitTest {
    @TempDir
    Path directory;

    private StepFiles files;

    @BeforeEach
    void prepare() throws IOException {
        files = new StepFiles(directory.resolve("step")).with("INPUT_PROXY", " example.com ");
    }

    private LoadingToolkit start(java.util.function.Supplier<ActionToolkit> real) {
        return LoadingToolkit.start(files.step(), new StepOutput(files.out), real);
    }

    private ActionToolkit plain() {
        return new FileCommandToolkit(files.step(), new StepOutput(files.out));
    }

    @Test
    void input_whileItLoads_isAnsweredAtOnce() {
        CountDownLatch loaded = new CountDownLatch(1);
        try (LoadingToolkit toolkit = start(() -> {
            await(loaded);
            return plain();
        })) {
            assertThat(toolkit.input("proxy")).isEqualTo("example.com");
            toolkit.info("said before");
            loaded.countDown();
        }
        assertThat(files.stdout()).isEqualTo("said before\n");
    }

    @Test
    void words_beforeAndAfterLoading_keepTheirOrder() {
        CountDownLatch loaded = new CountDownLatch(1);
        try (LoadingToolkit toolkit = start(() -> {
            await(loaded);
            return plain();
        })) {
            for (int i = 0; i < 5; i++) {
                toolkit.info("line " + i);
            }
            loaded.countDown();
            toolkit.mask(Secret.of("a-secret"));
            toolkit.info("last");
        }
        assertThat(files.stdout()).isEqualTo("line 0\nline 1\nline 2\nline 3\nline 4\n::add-mask::a-secret\nlast\n");
    }

    @Test
    void engine_thatDoesNotStart_isReplacedLoudly() throws IOException {
        try (LoadingToolkit toolkit = start(() -> {
            throw new NoClassDefFoundError("org/graalvm/Odd");
        })) {
            toolkit.output("name", "value");
        }
        assertThat(files.stdout())
                .startsWith("::warning title=Machine ID::MID-1901")
                .contains("org/graalvm/Odd", "java-home");
        assertThat(files.read("OUTPUT")).contains("name<<", "value");
    }

    @Test
    void inputs_thatReadDifferentlyLater_areAnError() {
        StepFiles other = files;
        try (LoadingToolkit toolkit = start(() -> {
            other.with("INPUT_PROXY", "evil.example.com");
            return plain();
        })) {
            toolkit.input("token");
            toolkit.checkInputs();
            assertThat(toolkit.input("proxy")).isEqualTo("example.com");
            assertThatThrownBy(toolkit::checkInputs)
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            failed -> assertThat(failed.code()).isEqualTo(ErrorCode.TOOLKIT_REFUSED));
        }
    }

    @Test
    void failure_ofAWord_isToldByTheNextQuestion() {
        files.with("GITHUB_OUTPUT", directory.resolve("missing").toString());
        LoadingToolkit toolkit = start(this::plain);
        toolkit.output("name", "value");

        assertThatThrownBy(toolkit::flush)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("GITHUB_OUTPUT");
        toolkit.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
