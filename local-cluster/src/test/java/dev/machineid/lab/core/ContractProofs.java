package dev.machineid.lab.core;

import dev.machineid.core.secret.Secret;
import dev.machineid.lab.LabCluster;
import dev.machineid.lab.issuer.CloudEndpoint;
import dev.machineid.lab.issuer.Issuer;
import dev.machineid.lab.issuer.RunShapes;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Where the id token of a row comes from. */
interface ContractProofs {
    Secret mint(ContractCase row) throws IOException, InterruptedException;

    /** The variables of a machine in a cloud; where nothing stands in for one, those of this machine. */
    default Map<String, String> machine(ContractCase row) {
        return System.getenv();
    }

    /** The local issuer's, with the platform's shape, and the local cluster's clouds. */
    static ContractProofs of(LabCluster cluster) {
        return new ContractProofs() {
            @Override
            public Secret mint(ContractCase row) {
                TokenShape shape = shape(row.method(), cluster.root().cluster());
                for (String edit : row.ofTheProof()) {
                    shape = edited(shape, edit);
                }
                boolean stranger = row.edit("key").isPresent();
                return (stranger ? Issuer.create(Clock.systemUTC()) : cluster.issuer()).mint(shape);
            }

            @Override
            public Map<String, String> machine(ContractCase row) {
                return switch (row.method()) {
                    case "iam" ->
                        cluster.aws()
                                .session(row.edit("arn").orElse(CloudEndpoint.ARN))
                                .environment();
                    case "gcp" -> cluster.clouds().google();
                    default -> cluster.clouds().azure();
                };
            }
        };
    }

    /** A program's: it gets the cluster's name, the method and the edits as arguments, and prints the id token. */
    static ContractProofs of(String program, String cluster) {
        return row -> {
            List<String> argv = new ArrayList<>(List.of(program, cluster, row.method()));
            argv.addAll(row.ofTheProof());
            Process process = new ProcessBuilder(argv)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(program + " minted nothing for " + row);
            }
            return Secret.of(printed.strip());
        };
    }

    private static TokenShape shape(String method, String cluster) {
        return switch (method) {
            case "github" -> Shapes.github();
            case "gitlab" -> Shapes.gitlab(cluster);
            case "circleci" -> Shapes.circleci();
            case "spacelift" -> Shapes.spacelift();
            case "kubernetes" -> Shapes.kubernetes(cluster);
            case "generic_oidc" -> Shapes.jenkins(cluster);
            case "azure_devops" -> RunShapes.azureDevOps();
            case "bitbucket" -> RunShapes.bitbucket();
            case "terraform_cloud" -> RunShapes.terraformCloud(cluster);
            case "env0" -> RunShapes.env0();
            default -> throw new IllegalArgumentException("no shape for " + method);
        };
    }

    private static TokenShape edited(TokenShape shape, String edit) {
        int cut = edit.indexOf('=');
        String name = cut < 0 ? edit : edit.substring(0, cut);
        String value = edit.substring(cut + 1);
        return switch (name) {
            case "aud" -> shape.withAudience(value);
            case "iss" -> shape.withIssuer(value);
            case "exp" -> shape.withLife(Duration.ofSeconds(Long.parseLong(value)));
            case "nbf" -> shape.withNotBefore(Duration.ofSeconds(Long.parseLong(value)));
            case "key" -> shape;
            default ->
                name.startsWith("no.")
                        ? shape.without(name.substring("no.".length()))
                        : shape.with(name.substring("claim.".length()), value);
        };
    }
}
