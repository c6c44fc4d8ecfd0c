package dev.machineid.core.platform;

import dev.machineid.core.secret.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The signed request {@code sts:GetCallerIdentity}, as an HTTP/1.1 message that the cluster sends on to AWS: it tells the
 * cluster who the job is, gives no right to anything else, and holds for one challenge only.
 */
final class StsRequest {
    static final String BODY = "Action=GetCallerIdentity&Version=2011-06-15";

    private StsRequest() {}

    static Secret signed(AwsCredentials credentials, AwsRegion region, Instant now, String challenge) {
        SortedMap<String, String> headers = new TreeMap<>(Map.of(
                "Accept",
                "application/json",
                "Content-Length",
                Integer.toString(BODY.length()),
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8",
                "Host",
                region.stsHost(),
                "X-Amz-Date",
                AwsSignature.time(now),
                "X-Teleport-Challenge",
                challenge));
        credentials.session().ifPresent(token -> headers.put("X-Amz-Security-Token", token.reveal()));
        headers.put("Authorization", AwsSignature.authorization(credentials, region.name(), "sts", now, headers, BODY));
        return Secret.of(headers.entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                .collect(Collectors.joining("", "POST / HTTP/1.1\r\n", "\r\n" + BODY)));
    }
}
