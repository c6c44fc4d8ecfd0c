package dev.machineid.circleci.orb;

import dev.machineid.circleci.expand.Expander;
import dev.machineid.circleci.expand.JobRunner;
import dev.machineid.circleci.pack.Yaml;
import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;
import dev.machineid.lab.join.LabToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The machine of a CircleCI job that can reach a local cluster: variables, home, and stand-ins for programs of the image. */
final class LabJob {
    static final String BASH = "/bin/bash -eo pipefail";
    static final String ORGANIZATION = LabToken.CIRCLECI_ORGANIZATION;

    final Map<String, String> variables = new HashMap<>();
    final Path temporary;
    final Path bashEnv;
    final Path work;
    private final Path directory;
    private final Path programs;
    private final LabCluster cluster;
    private final Map<String, Object> orb;
    private final List<String> secrets = new ArrayList<>();
    private int runs;
    String shell = BASH;
    boolean digits = true;

    /** @param shared where the program is kept between jobs, as an image would */
    LabJob(Path directory, Path shared, Map<String, Object> orb, LabCluster cluster) throws IOException {
        this.directory = directory;
        this.cluster = cluster;
        this.orb = orb;
        temporary = Files.createDirectories(directory.resolve("tmp"));
        Path home = Files.createDirectories(directory.resolve("home"));
        work = Files.createDirectories(home.resolve("project"));
        programs = Files.createDirectories(directory.resolve("bin"));
        bashEnv = Files.createDirectories(directory.resolve("agent")).resolve("bash_env");
        Path authority = Files.write(directory.resolve("ca.pem"), cluster.webCaPem());
        variables.put("PATH", programs + ":" + System.getenv("PATH"));
        variables.put("HOME", home.toString());
        variables.put("TMPDIR", temporary.toString());
        variables.put("CI", "true");
        variables.put("CIRCLECI", "true");
        variables.put("CIRCLE_WORKING_DIRECTORY", "~/project");
        variables.put("CIRCLE_ORGANIZATION_ID", ORGANIZATION);
        variables.put("BASH_ENV", bashEnv.toString());
        variables.put("MACHINE_ID_OPT_CA_FILE", authority.toString());
        variables.put("MACHINE_ID_CACHE", shared.resolve("cache").toString());
        variables.put(
                "MACHINE_ID_DOWNLOAD_BASE", Tree.PROGRAM.resolveSibling("").toString());
        program("circleci", "exit 1");
    }

    /** A program of the image. */
    Path program(String name, String body) throws IOException {
        Path file = programs.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    /** The variable that a job with a context has. */
    LabJob withToken(TokenShape shape) {
        variables.put("CIRCLE_OIDC_TOKEN", mint(shape));
        variables.put("CIRCLE_OIDC_TOKEN_V2", mint(shape));
        return this;
    }

    LabJob withToken() {
        return withToken(Shapes.circleci());
    }

    private String mint(TokenShape shape) {
        Secret token = cluster.issuer().mint(shape);
        secrets.add(token.reveal());
        return token.reveal();
    }

    /** CircleCI's own program, which mints a token for this audience and notes its calls. */
    LabJob minting(String audience) throws IOException {
        return minting(Shapes.circleci(), audience);
    }

    /** The same with other claims. */
    LabJob minting(TokenShape shape, String audience) throws IOException {
        Path token = directory.resolve("minted");
        Files.writeString(token, mint(shape.withAudience(audience)) + "\n");
        program(
                "circleci",
                "printf '%s\\n' \"$*\" >>'" + calls() + "'\n[ \"$*\" = 'run oidc get --claims {\"aud\":\"" + audience
                        + "\"}' ] && cat '" + token + "'");
        return this;
    }

    /** What {@code tctl get} prints of the join token for this project. */
    Path rules(String project) throws IOException {
        return Files.writeString(
                directory.resolve("join-token.yaml"),
                "kind: token\nmetadata: {name: deploy-circleci}\nspec: {join_method: circleci, circleci: {organization_id: "
                        + ORGANIZATION + ", allow: [{project_id: " + project + "}]}}\n");
    }

    Path calls() {
        return directory.resolve("circleci-calls");
    }

    /** Runs the only job of a configuration. */
    JobRunner.Outcome run(String config) throws IOException, InterruptedException {
        String text = config.replace("teleport.example.com", cluster.proxy());
        List<Expander.Job> jobs = new Expander(orb, Yaml.map(text), "machine-id", digits).jobs();
        Path logs = Files.createDirectories(directory.resolve("logs" + runs++));
        return new JobRunner(work, logs, variables, shell).run(jobs.get(0));
    }

    /** Runs these steps as a job. */
    JobRunner.Outcome steps(String steps) throws IOException, InterruptedException {
        return run("jobs: {deploy: {docker: [{image: x}], steps: [\n" + steps
                + "\n]}}\nworkflows: {w: {jobs: [deploy]}}\n");
    }

    /** Files and links that the job left, beside the agent's own. */
    List<Path> left() throws IOException {
        List<Path> left = new ArrayList<>();
        for (Path place : List.of(temporary, work.resolveSibling("."))) {
            try (Stream<Path> all = Files.walk(place)) {
                all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                        .forEach(left::add);
            }
        }
        return left;
    }

    /** The id tokens that must be nowhere. */
    List<String> secrets() {
        return List.copyOf(secrets);
    }
}
