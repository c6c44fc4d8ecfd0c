package dev.machineid.core.join;

import com.google.protobuf.ByteString;
import dev.machineid.core.platform.Proof.IamProof;
import dev.machineid.core.secret.Secret;
import dev.machineid.core.wire.join.Challenge;
import dev.machineid.core.wire.join.ChallengeSolution;
import dev.machineid.core.wire.join.ClientParams;
import dev.machineid.core.wire.join.IAMChallengeSolution;
import dev.machineid.core.wire.join.IAMInit;
import dev.machineid.core.wire.join.JoinRequest;
import dev.machineid.core.wire.olderjoin.RegisterUsingIAMMethodRequest;
import dev.machineid.core.wire.olderjoin.RegisterUsingIAMMethodResponse;
import dev.machineid.core.wire.olderjoin.RegisterUsingTokenRequest;
import java.io.IOException;

/** Join method {@code iam}: a signed request to AWS's Security Token Service answers the challenge. */
final class IamJoin {
    /** The older service's way: it speaks first, with the challenge. */
    static final OlderStream.Method<IamProof, RegisterUsingIAMMethodRequest, RegisterUsingIAMMethodResponse> OLDER =
            new OlderStream.Method<>(
                    "RegisterUsingIAMMethod",
                    RegisterUsingIAMMethodResponse.parser(),
                    RegisterUsingIAMMethodResponse::getChallenge,
                    RegisterUsingIAMMethodResponse::getCerts,
                    IamJoin::older);

    private IamJoin() {}

    static JoinRequest init(ClientParams parameters) {
        return JoinRequest.newBuilder()
                .setIamInit(IAMInit.newBuilder().setClientParams(parameters))
                .build();
    }

    static JoinRequest solution(IamProof proof, Challenge challenge) throws IOException {
        if (!challenge.hasIamChallenge()) {
            throw new IOException("the server sent a challenge of another join method");
        }
        return JoinRequest.newBuilder()
                .setSolution(ChallengeSolution.newBuilder()
                        .setIamChallengeSolution(IAMChallengeSolution.newBuilder()
                                .setStsIdentityRequest(signed(
                                        proof, challenge.getIamChallenge().getChallenge()))))
                .build();
    }

    private static RegisterUsingIAMMethodRequest older(
            IamProof proof, String challenge, RegisterUsingTokenRequest common) {
        return RegisterUsingIAMMethodRequest.newBuilder()
                .setRegisterUsingTokenRequest(common)
                .setStsIdentityRequest(signed(proof, challenge))
                .build();
    }

    private static ByteString signed(IamProof proof, String challenge) {
        try (Secret request = proof.request().to(Challenges.checked(challenge))) {
            return ByteString.copyFrom(request.revealBytes());
        }
    }
}
