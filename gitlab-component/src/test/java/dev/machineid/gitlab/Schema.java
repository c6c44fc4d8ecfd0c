package dev.machineid.gitlab;

import java.nio.file.Path;
import java.util.Map;

/** GitLab's schema of {@code .gitlab-ci.yml}, as check-jsonschema carries it. Hidden jobs are not looked at by it. */
final class Schema {
    private Schema() {}

    static Command.Result check(Path file) {
        Path program =
                Tree.needed("gitlab-component/target/venv/bin/check-jsonschema", "run: gitlab-component/test/prepare");
        return new Command(file.resolveSibling(""), Map.of("PATH", ComponentProject.path()))
                .run(program.toString(), "--builtin-schema", "vendor.gitlab-ci", file.toString());
    }
}
