package dev.machineid.lab.join;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Join tokens for the platforms that run pipelines and Terraform, with the ids of the issuer's token shapes. */
public final class RunTokens {
    /** The organization of the issuer's Azure DevOps-shaped tokens. */
    public static final String AZURE_DEVOPS_ORGANIZATION = "66666666-0000-4000-8000-000000000006";

    /** The identity provider of the issuer's Bitbucket-shaped tokens. */
    public static final String BITBUCKET_PROVIDER =
            "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc";

    /** The audience of the issuer's Bitbucket-shaped tokens. */
    public static final String BITBUCKET_AUDIENCE =
            "ari:cloud:bitbucket::workspace/77777777-0000-4000-8000-000000000007";

    /** The repository of the issuer's Bitbucket-shaped tokens, in braces as everywhere. */
    public static final String BITBUCKET_REPOSITORY = "{88888888-0000-4000-8000-000000000008}";

    /** The organization of the issuer's env zero-shaped tokens. */
    public static final String ENV0_ORGANIZATION = "99999999-0000-4000-8000-000000000009";

    /** The one audience of Azure DevOps' id tokens for pipelines. */
    public static final String AZURE_DEVOPS_AUDIENCE = "api://AzureADTokenExchange";

    /** The one issuer of env zero's id tokens. */
    public static final String ENV0_ISSUER = "https://login.app.env0.com/";

    /** The one audience of env zero's id tokens. */
    public static final String ENV0_AUDIENCE = "https://prod.env0.com";

    /** The issuer of HCP Terraform's id tokens. */
    public static final String TERRAFORM_ISSUER = "https://app.terraform.io";

    private RunTokens() {}

    private static LabToken of(String name, JoinMethod method, String issuer, String audience) {
        return new LabToken(name, method, "ci", List.of(), Map.of(), issuer, audience, null, Instant.MAX);
    }

    public static LabToken azureDevOps(String name) {
        return of(
                name,
                JoinMethod.AZURE_DEVOPS,
                "https://vstoken.dev.azure.com/" + AZURE_DEVOPS_ORGANIZATION,
                AZURE_DEVOPS_AUDIENCE);
    }

    public static LabToken bitbucket(String name) {
        return of(name, JoinMethod.BITBUCKET, BITBUCKET_PROVIDER, BITBUCKET_AUDIENCE);
    }

    /** The audience is the cluster's name; {@link LabToken#issuer} makes it one for a Terraform Enterprise. */
    public static LabToken terraformCloud(String name) {
        return of(name, JoinMethod.TERRAFORM_CLOUD, TERRAFORM_ISSUER, "");
    }

    /** For the new join service only. */
    public static LabToken env0(String name) {
        return of(name, JoinMethod.ENV0, ENV0_ISSUER, ENV0_AUDIENCE);
    }
}
