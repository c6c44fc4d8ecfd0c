package dev.machineid.lab;

import dev.machineid.lab.issuer.RunShapes;
import dev.machineid.lab.issuer.Shapes;
import dev.machineid.lab.issuer.TokenShape;

/** Token shapes by the platform's word on the command line. */
final class Platforms {
    private Platforms() {}

    static TokenShape shape(String platform, String clusterName) {
        return switch (platform) {
            case "github" -> Shapes.github();
            case "github-immutable" -> Shapes.githubImmutable();
            case "gitlab" -> Shapes.gitlab(clusterName);
            case "circleci" -> Shapes.circleci();
            case "spacelift" -> Shapes.spacelift();
            case "spacelift-read" -> Shapes.spacelift("read");
            case "kubernetes" -> Shapes.kubernetes(clusterName);
            case "azure-devops" -> RunShapes.azureDevOps();
            case "bitbucket" -> RunShapes.bitbucket();
            case "terraform-cloud" -> RunShapes.terraformCloud(clusterName);
            case "env0" -> RunShapes.env0();
            case "azure" -> Shapes.azure();
            case "gcp" -> Shapes.gcp();
            case "jenkins" -> Shapes.jenkins(clusterName);
            case "jenkins-other" -> Shapes.jenkins(clusterName).with("sub", "https://jenkins.acme.example/job/other/");
            default -> throw new IllegalArgumentException("unknown platform " + platform);
        };
    }
}
