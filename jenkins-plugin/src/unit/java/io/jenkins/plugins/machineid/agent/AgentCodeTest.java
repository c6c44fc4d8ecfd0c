package io.jenkins.plugins.machineid.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentCodeTest {
    private static final String ID = "0000-block";

    @TempDir
    Path directory;

    private Path folder;

    @BeforeEach
    void place() {
        folder = directory.resolve("job@tmp/machine-id");
    }

    private ClaimPlace.Claim claim(String id, String build) throws IOException {
        return new ClaimPlace(id, build, "PEM").invoke(folder.toFile(), NoChannel.NONE);
    }

    @Test
    void claim_isPrivate_andTellsOfOtherBuildsOnly() throws Exception {
        claim("0000-other", "other#1");
        claim("0000-mine2", "mine#1");
        Files.writeString(folder.resolve("strange.build"), "x");

        ClaimPlace.Claim claim = claim(ID, "mine#1");

        assertThat(claim.others()).containsExactly(new Leftover("0000-other", "other#1"));
        assertThat(claim.links()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(folder.resolve(ID + ".pem")).hasContent("PEM\n");
        assertThat(new RemovePlaces(List.of(ID, "0000-other")).invoke(folder.toFile(), NoChannel.NONE))
                .isZero();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("0000-mine2.build", "0000-mine2.pem", "strange.build");
        }
    }

    @Test
    void remove_followsNoLinks_andLeavesNoBlock() throws Exception {
        claim(ID, "mine#1");
        Path precious = Files.createDirectory(directory.resolve("precious"));
        Files.writeString(precious.resolve("file"), "stay");
        Files.createDirectories(folder.resolve(ID).resolve("generations"));
        Files.createSymbolicLink(folder.resolve(ID).resolve("link"), precious);

        assertThat(new RemovePlaces(List.of(ID)).invoke(folder.toFile(), NoChannel.NONE))
                .isEqualTo(1);

        assertThat(precious.resolve("file")).hasContent("stay");
        assertThat(folder.resolve(ID)).doesNotExist();
        assertThatThrownBy(() -> new RemovePlaces(List.of("../precious")).invoke(folder.toFile(), NoChannel.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void generations_areExchangedInOneStep_underTheSameName() throws Exception {
        File home = folder.resolve(ID).toFile();
        new WriteGeneration(1, Map.of("key", "one".getBytes(StandardCharsets.US_ASCII)), "{}")
                .invoke(home, NoChannel.NONE);
        Path key = folder.resolve(ID).resolve("current/key");
        assertThat(key).hasContent("one");

        new WriteGeneration(2, Map.of("key", "two".getBytes(StandardCharsets.US_ASCII)), "{}")
                .invoke(home, NoChannel.NONE);

        assertThat(key).hasContent("two");
        assertThat(folder.resolve(ID).resolve("generations/1/key")).hasContent("one");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(ID))))
                .isEqualTo("rwx------");
        assertThatThrownBy(() ->
                        new WriteGeneration(3, Map.of("../../key", new byte[0]), "{}").invoke(home, NoChannel.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leads out");
    }

    @Test
    void program_isPlacedByItsDigest_andADamagedOneIsReplaced() throws Exception {
        byte[] jar = "a program".getBytes(StandardCharsets.US_ASCII);
        Path scratch = Files.write(directory.resolve("scratch"), jar);
        String digest = ProgramFile.digestOf(scratch);
        File root = directory.toFile();
        RunProgram.Call call =
                new RunProgram.Call(List.of("version"), new byte[0], Map.of(), directory.toString(), 1000);
        assertThat(new RunProgram(digest, call).invoke(root, NoChannel.NONE).missing())
                .isTrue();

        new PlaceProgram(digest, jar).invoke(root, NoChannel.NONE);
        Path placed = ProgramFile.in(root, digest);
        assertThat(placed).hasBinaryContent(jar);
        Files.writeString(placed, "something else");
        assertThat(new RunProgram(digest, call).invoke(root, NoChannel.NONE).missing())
                .isTrue();
        new PlaceProgram(digest, jar).invoke(root, NoChannel.NONE);
        new PlaceProgram(digest, jar).invoke(root, NoChannel.NONE);

        assertThat(placed).hasBinaryContent(jar);
        try (Stream<Path> files = Files.list(placed.resolveSibling(""))) {
            assertThat(files).containsExactly(placed);
        }
        assertThatThrownBy(() -> new PlaceProgram(digest, new byte[3]).invoke(root, NoChannel.NONE))
                .hasMessageContaining("arrived damaged");
        assertThatThrownBy(() -> ProgramFile.in(root, "../../evil")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void program_thatFails_isTold() throws Exception {
        byte[] jar = "no jar at all".getBytes(StandardCharsets.US_ASCII);
        String digest = ProgramFile.digestOf(Files.write(directory.resolve("scratch"), jar));
        File root = directory.toFile();
        new PlaceProgram(digest, jar).invoke(root, NoChannel.NONE);

        ProgramEnd end = new RunProgram(
                        digest,
                        new RunProgram.Call(
                                List.of(),
                                new byte[0],
                                Map.of("A", "b"),
                                directory.resolve("new").toString(),
                                60_000))
                .invoke(root, NoChannel.NONE);

        assertThat(end.well()).isFalse();
        assertThat(end.err()).containsIgnoringCase("jar");
        assertThat(directory.resolve("new")).isDirectory();
    }

    /** A program that does not end by itself. */
    public static final class Endless {
        private Endless() {}

        public static void main(String[] words) throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }

    @Test
    void program_thatHangs_isKilled() throws Exception {
        String name = Endless.class.getName().replace('.', '/') + ".class";
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Endless.class.getName());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
                InputStream code = Endless.class.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new ZipEntry(name));
            Objects.requireNonNull(code).transferTo(jar);
        }
        String digest = ProgramFile.digestOf(Files.write(directory.resolve("scratch"), bytes.toByteArray()));
        File root = directory.toFile();
        new PlaceProgram(digest, bytes.toByteArray()).invoke(root, NoChannel.NONE);
        RunProgram.Call endless = new RunProgram.Call(List.of(), new byte[0], Map.of(), directory.toString(), 300);

        assertThatThrownBy(() -> new RunProgram(digest, endless).invoke(root, NoChannel.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not end within");
    }
}
