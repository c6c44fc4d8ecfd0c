package dev.machineid.core.join;

import com.google.protobuf.ByteString;
import dev.machineid.core.platform.Attestation;
import dev.machineid.core.platform.Proof.AzureProof;
import dev.machineid.core.wire.join.AzureChallengeSolution;
import dev.machineid.core.wire.join.AzureInit;
import dev.machineid.core.wire.join.Challenge;
import dev.machineid.core.wire.join.ChallengeSolution;
import dev.machineid.core.wire.join.ClientParams;
import dev.machineid.core.wire.join.JoinRequest;
import dev.machineid.core.wire.olderjoin.RegisterUsingAzureMethodRequest;
import dev.machineid.core.wire.olderjoin.RegisterUsingAzureMethodResponse;
import dev.machineid.core.wire.olderjoin.RegisterUsingTokenRequest;
import java.io.IOException;

/** Join method {@code azure}: a document signed by Azure, which holds the challenge, and a token of the managed identity. */
final class AzureJoin {
    /** The older service's way; it finds the signer's issuers itself. */
    static final OlderStream.Method<AzureProof, RegisterUsingAzureMethodRequest, RegisterUsingAzureMethodResponse>
            OLDER = new OlderStream.Method<>(
                    "RegisterUsingAzureMethod",
                    RegisterUsingAzureMethodResponse.parser(),
                    RegisterUsingAzureMethodResponse::getChallenge,
                    RegisterUsingAzureMethodResponse::getCerts,
                    AzureJoin::older);

    private AzureJoin() {}

    static JoinRequest init(ClientParams parameters) {
        return JoinRequest.newBuilder()
                .setAzureInit(AzureInit.newBuilder().setClientParams(parameters))
                .build();
    }

    static JoinRequest solution(AzureProof proof, Challenge challenge) throws IOException {
        if (!challenge.hasAzureChallenge()) {
            throw new IOException("the server sent a challenge of another join method");
        }
        String text = Challenges.checked(challenge.getAzureChallenge().getChallenge());
        Attestation said = proof.document().to(text);
        return JoinRequest.newBuilder()
                .setSolution(ChallengeSolution.newBuilder()
                        .setAzureChallengeSolution(AzureChallengeSolution.newBuilder()
                                .setAttestedData(
                                        ByteString.copyFrom(said.document().revealBytes()))
                                .setIntermediate(ByteString.copyFrom(
                                        said.intermediates().get().revealBytes()))
                                .setAccessToken(proof.token().jwt().reveal())))
                .build();
    }

    private static RegisterUsingAzureMethodRequest older(
            AzureProof proof, String challenge, RegisterUsingTokenRequest common) {
        Attestation said = proof.document().to(Challenges.checked(challenge));
        return RegisterUsingAzureMethodRequest.newBuilder()
                .setRegisterUsingTokenRequest(common)
                .setAttestedData(ByteString.copyFrom(said.document().revealBytes()))
                .setAccessToken(proof.token().jwt().reveal())
                .build();
    }
}
