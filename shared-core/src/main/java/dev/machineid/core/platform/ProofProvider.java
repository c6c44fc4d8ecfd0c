package dev.machineid.core.platform;

import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;

/** One way to a proof; stateless. */
public sealed interface ProofProvider
        permits Azure,
                AzureDevOps,
                Bitbucket,
                BoundKeypair,
                CircleCi,
                Env0,
                GenericOidc,
                GitHub,
                GitLab,
                GoogleCloud,
                Iam,
                Kubernetes,
                SecretToken,
                Spacelift,
                TerraformCloud {
    /** The join method its proof is for. */
    JoinMethod method();

    /** Whether the job seems to run where this provider works; cheap, no network. */
    boolean applies(JobVariables variables, ProofOptions options);

    /** What {@link #applies} looks at, for the report that nothing applied. */
    String looksFor();

    /** How often {@link #obtain} is called at most while it ends with a fault. */
    default int tries() {
        return Integer.MAX_VALUE;
    }

    /**
     * Obtains the proof; may use the network or start a program.
     *
     * @throws dev.machineid.core.report.ProofException if there is none, with what to change in the job
     * @throws dev.machineid.core.report.FaultException if asking again may work
     */
    Proof obtain(ProofContext context);
}
