package dev.machineid.gitlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The component as {@code export} makes it, with this build's program as its release: a bare repository that
 * {@code acme/machine-id} stands for, with the tag {@link #TAG}.
 */
record ComponentProject(Path release, Path tree, Path repositories) {
    static final String TAG = "1.0.0";

    private static final String BUILD = "run: mvn -pl gitlab-component -am verify";
    private static final Pattern VERSION = Pattern.compile("(?m)^  <version>(.*)</version>$");

    /** Bakes, exports and commits, everything below one directory. */
    static ComponentProject make(Path directory) {
        ComponentProject project = new ComponentProject(
                directory.resolve("release"), directory.resolve("tree"), directory.resolve("repositories"));
        try {
            Files.createDirectories(project.release());
            copy(
                    Tree.needed("command/target/machine-id.jar", BUILD),
                    project.release().resolve("machine-id.jar"));
            copy(
                    Tree.needed("local-cluster/target/machine-id-lab-program.jar", BUILD),
                    project.release().resolve("machine-id-lab.jar"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Command command = new Command(project.release(), git(directory, project.repositories()));
        command.run("sh", "-c", "sha256sum *.jar >SHA256SUMS").orFail();
        command.run(
                        "sh",
                        "-c",
                        Tree.ROOT + "/command/boot/bake " + version() + " SHA256SUMS 2>/dev/null >machine-id.sh")
                .orFail();
        command.run(
                        Tree.COMPONENT.resolve("export").toString(),
                        version(),
                        "machine-id.sh",
                        "machine-id-lab.jar",
                        project.tree().toString())
                .orFail();
        new Command(project.tree(), git(directory, project.repositories()))
                .run(
                        "sh",
                        "-c",
                        "git init -q && git add -A && git commit -qm release && git tag " + TAG
                                + " && git clone -q --bare . '" + project.repositories() + "/acme/machine-id.git'")
                .orFail();
        return project;
    }

    /** The version that this build of the program has. */
    static String version() {
        Matcher found = VERSION.matcher(Tree.read(Tree.ROOT.resolve("pom.xml")));
        if (!found.find()) {
            throw new AssertionError("no version in pom.xml");
        }
        return found.group(1);
    }

    /** Variables by which git, in any directory, takes the repositories here for those of gitlab.example.com. */
    static Map<String, String> git(Path home, Path repositories) {
        Path configuration = home.resolve("gitconfig");
        Tree.write(
                configuration,
                "[user]\n\tname = test\n\temail = test@acme.example\n[init]\n\tdefaultBranch = main\n[url \""
                        + repositories + "/\"]\n\tinsteadOf = ssh://git@gitlab.example.com:22/\n");
        return Map.of(
                "PATH", path(),
                "HOME", home.toString(),
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_CONFIG_GLOBAL", configuration.toString());
    }

    /** The programs that jobs find: this test's Java first. */
    static String path() {
        return Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createLink(to, from);
    }
}
