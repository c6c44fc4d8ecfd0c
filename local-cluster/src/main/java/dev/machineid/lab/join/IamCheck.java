package dev.machineid.lab.join;

import dev.machineid.lab.access.Refusal;
import dev.machineid.lab.cloud.AwsAccounts;
import dev.machineid.lab.cloud.AwsIdentity;
import dev.machineid.lab.cloud.HttpText;
import dev.machineid.lab.cloud.SignedRequest;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks the answer to a challenge of the method {@code iam} in the order and with the words of the real server. */
final class IamCheck {
    private static final String CHALLENGE = "x-teleport-challenge";
    private static final String BODY = "Action=GetCallerIdentity&Version=2011-06-15";
    /** Some of the real server's. */
    private static final Set<String> HOSTS = Set.of(
            "sts.amazonaws.com",
            "sts.us-east-1.amazonaws.com",
            "sts-fips.us-east-1.amazonaws.com",
            "sts.us-gov-west-1.amazonaws.com",
            "sts.eu-central-1.amazonaws.com",
            "sts.cn-north-1.amazonaws.com.cn");

    private IamCheck() {}

    /** The facts that rules may match. */
    static Map<String, Object> check(AwsAccounts accounts, String challenge, byte[] signedRequest) {
        HttpText request = HttpText.parse(signedRequest);
        if (!request.target().equals("/")) {
            throw Refusal.denied("unexpected sts identity request URI: \"" + request.target() + "\"");
        }
        if (!HOSTS.contains(request.header("host"))) {
            throw Refusal.denied("IAM join request uses unknown STS host \"" + request.header("host")
                    + "\". This could mean that the Teleport Node attempting to join the cluster is running in a new AWS"
                    + " region which is unknown to this Teleport auth server. " + new TreeSet<>(HOSTS));
        }
        if (!request.method().equals("POST")) {
            throw Refusal.denied("sts identity request method does not match expected method \"POST\"");
        }
        if (!request.header(CHALLENGE).equals(challenge)) {
            throw Refusal.denied("sts identity request does not include challenge header or it does not match");
        }
        SignedRequest signed = SignedRequest.of(request)
                .orElseThrow(
                        () -> Refusal.badParameter("failed to parse AWS Signature Version 4 authorization header"));
        if (!signed.signedHeaders().contains(CHALLENGE)) {
            throw Refusal.denied(
                    "sts identity request auth header does not include " + CHALLENGE + " as a signed header");
        }
        if (!request.body().equals(BODY)) {
            throw Refusal.badParameter(
                    "sts request body \"" + request.body() + "\" does not equal expected \"" + BODY + "\"");
        }
        AwsIdentity caller = accounts.caller(signed);
        return Map.of("aws_account", caller.account(), "aws_arn", caller.arn());
    }
}
