package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import net.java.sezpoz.Indexable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the signatures that the sibling build compiles against with the real classes on this class path. */
class SignatureDriftTest {
    private static final Path SIGNATURES = Path.of("signatures/src/main/java");

    @TempDir
    Path directory;

    @Test
    void signature_ofEveryMember_isTheRealOnes() throws Exception {
        List<Path> sources;
        try (Stream<Path> all = Files.walk(SIGNATURES)) {
            sources = all.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("machineid"))
                    .toList();
        }
        compile(sources);
        try (URLClassLoader written =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, new OnlySezpoz())) {
            List<String> drift = SignatureDrift.between(
                    names(sources),
                    name -> Class.forName(name, false, written),
                    name -> Class.forName(name, false, SignatureDriftTest.class.getClassLoader()));

            assertThat(sources).hasSizeGreaterThan(60);
            assertThat(drift).isEmpty();
        }
    }

    /** Nothing of Jenkins may shine through. */
    private static final class OnlySezpoz extends ClassLoader {
        OnlySezpoz() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("net.java.sezpoz.")) {
                return Class.forName(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    private void compile(List<Path> sources) throws Exception {
        Path sezpoz = Path.of(Indexable.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-proc:none", "-nowarn", "-d", directory.toString(), "-cp", sezpoz.toString());
            assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                            .call())
                    .isTrue();
        }
    }

    private static List<String> names(List<Path> sources) {
        return sources.stream()
                .map(SIGNATURES::relativize)
                .map(file -> file.toString().replace('/', '.').replaceAll("\\.java$", ""))
                .toList();
    }
}
