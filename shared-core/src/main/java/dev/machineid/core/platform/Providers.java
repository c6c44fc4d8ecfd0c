package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the provider, in this order:
 *
 * <ol>
 *   <li>the option {@code join-method}, if it names one: exactly that, whatever the surroundings;
 *   <li>the method that the cluster names for the join token;
 *   <li>the CI platforms: github, gitlab, circleci, spacelift, azure_devops, bitbucket, terraform_cloud, env0; where the job says where its id token is, they take it
 *       from there;
 *   <li>generic_oidc, if the job says where its id token is;
 *   <li>kubernetes, because a CI runner in a pod has a service account too, but is more than that;
 *   <li>token, if the job says where its secret is; bound_keypair only where {@code join-method} names it;
 *   <li>the clouds: iam, gcp, azure, where the environment speaks of them. A bare virtual machine does not say what it is: many
 *       CI platforms' own runners are such machines, and their cloud identity is not the job's.
 * </ol>
 *
 * <p>The choice is final: if its provider fails, no other is tried.
 */
public final class Providers {
    private final List<ProofProvider> inOrder;

    private Providers(List<ProofProvider> inOrder) {
        this.inOrder = List.copyOf(inOrder);
    }

    /** All providers, with the files where the platforms put them. */
    public static Providers standard() {
        return of(new Spacelift(Spacelift.FILE), new Kubernetes(Kubernetes.FILE));
    }

    static Providers of(Spacelift spacelift, Kubernetes kubernetes) {
        List<ProofProvider> platforms = List.of(
                new GitHub(),
                new GitLab(),
                new CircleCi(),
                spacelift,
                new AzureDevOps(),
                new Bitbucket(),
                new TerraformCloud(),
                new Env0());
        List<ProofProvider> all = new ArrayList<>(platforms);
        all.addAll(List.of(
                new GenericOidc(platforms),
                kubernetes,
                new SecretToken(),
                new BoundKeypair(),
                new Iam(),
                new GoogleCloud(),
                new Azure()));
        return new Providers(all);
    }

    /**
     * Chooses by the order above.
     *
     * @param serverMethod the method the cluster named for the join token, if it did; see {@link JoinMethod#ofServer}
     * @throws ProofException {@link ErrorCode#NO_PROOF_FOUND} with what was looked for, or
     *     {@link ErrorCode#METHOD_NOT_SUPPORTED}
     */
    public Selection select(JobVariables variables, ProofOptions options, Optional<JoinMethod> serverMethod) {
        List<ProofProvider> found = inOrder.stream()
                .filter(provider -> provider.applies(variables, options))
                .toList();
        Optional<JoinMethod> named = Optional.of(options.method())
                .filter(method -> method != JoinMethod.AUTO)
                .or(() -> serverMethod.filter(method -> method != JoinMethod.AUTO));
        ProofProvider chosen =
                named.map(this::exactly).or(() -> found.stream().findFirst()).orElseThrow(this::nothing);
        return new Selection(
                chosen,
                found.stream()
                        .map(ProofProvider::method)
                        .filter(method -> method != chosen.method())
                        .toList());
    }

    private ProofProvider exactly(JoinMethod method) {
        return inOrder.stream()
                .filter(provider -> provider.method() == method)
                .findFirst()
                .orElseThrow(() -> new ProofException(
                        ErrorCode.METHOD_NOT_SUPPORTED,
                        "the join method " + method + " is not available in this version",
                        "use a join token with another join method"));
    }

    private ProofException nothing() {
        return new ProofException(
                ErrorCode.NO_PROOF_FOUND,
                "nothing here proves who the job is",
                inOrder.stream()
                        .map(provider -> provider.method() + ": no " + provider.looksFor())
                        .toList(),
                "run on a platform that hands out id tokens, or say where the proof is (oidc-env, oidc-file,"
                        + " oidc-command, secret-env, secret-file)",
                null);
    }
}
