package dev.machineid.core.platform;

import dev.machineid.core.platform.Proof.IamProof;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.request.ProofOptions;
import java.util.List;
import java.util.Optional;

/** AWS: whoever holds the job's AWS credentials signs the cluster's challenge; they themselves stay here. */
final class Iam implements ProofProvider {
    /** In the order of AWS's own programs. */
    private static final List<AwsSource> SOURCES = List.of(
            new AwsEnvironment(), new AwsWebIdentity(), new AwsProfile(), new AwsContainer(), new AwsInstance());

    @Override
    public JoinMethod method() {
        return JoinMethod.IAM;
    }

    @Override
    public boolean applies(JobVariables variables, ProofOptions options) {
        return SOURCES.stream().anyMatch(source -> source.applies(variables));
    }

    @Override
    public String looksFor() {
        return "variables of AWS credentials (on an EC2 instance say join-method: iam)";
    }

    @Override
    public int tries() {
        return 3;
    }

    @Override
    public Proof obtain(ProofContext context) {
        AwsCredentials credentials = SOURCES.stream()
                .map(source -> source.find(context))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new ProofException(
                        ErrorCode.CLOUD_CREDENTIALS_MISSING,
                        "this job has no AWS credentials to prove itself with",
                        SOURCES.stream()
                                .map(source -> "looked for: " + source.looksFor())
                                .toList(),
                        "give the machine, task or pod an IAM role, or set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and,"
                                + " for temporary ones, AWS_SESSION_TOKEN",
                        null));
        credentials.requireUsable(context.clock().instant());
        AwsRegion region = AwsRegion.of(context.variables(), credentials.region());
        return new IamProof(
                credentials.from(),
                region.stsHost(),
                challenge ->
                        StsRequest.signed(credentials, region, context.clock().instant(), challenge));
    }
}
