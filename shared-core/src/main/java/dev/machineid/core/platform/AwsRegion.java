package dev.machineid.core.platform;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.ProofException;
import dev.machineid.core.report.SafeText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The region whose Security Token Service is asked, and that service's host.
 *
 * @param name as it is signed: {@code eu-central-1}
 * @param stsHost as Teleport's list of hosts spells it
 */
record AwsRegion(String name, String stsHost) {
    private static final Pattern NAME = Pattern.compile("[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}");
    private static final List<String> VARIABLES = List.of("AWS_REGION", "AWS_DEFAULT_REGION");

    /** The endpoint without a region; every server accepts it, and it signs as this region. */
    private static final AwsRegion GLOBAL = new AwsRegion("us-east-1", "sts.amazonaws.com");

    private static final Map<String, String> SUFFIXES = Map.of(
            "cn-", "amazonaws.com.cn",
            "us-iso-", "c2s.ic.gov",
            "us-isob-", "sc2s.sgov.gov");

    /** By the variables, else where the credentials' source lies, else the endpoint without a region. */
    static AwsRegion of(JobVariables variables, Optional<String> ofSource) {
        boolean fips = variables.isTrue("AWS_USE_FIPS_ENDPOINT");
        Optional<String> named = VARIABLES.stream()
                .flatMap(variable -> variables.get(variable).map(AwsRegion::checked).stream())
                .findFirst()
                .or(() -> ofSource.filter(region -> NAME.matcher(region).matches()));
        // The global endpoint has no FIPS form.
        return named.or(() -> fips ? Optional.of(GLOBAL.name) : Optional.empty())
                .map(name -> new AwsRegion(name, host(name, fips)))
                .orElse(GLOBAL);
    }

    private static String checked(String text) {
        String name = text.strip();
        if (!NAME.matcher(name).matches()) {
            throw new ProofException(
                    ErrorCode.CLOUD_CREDENTIALS_UNUSABLE,
                    "the variable AWS_REGION or AWS_DEFAULT_REGION is " + SafeText.quote(name) + ", which is no region",
                    "set AWS_REGION to a region's name such as eu-central-1");
        }
        return name;
    }

    private static String host(String region, boolean fips) {
        String suffix = SUFFIXES.entrySet().stream()
                .filter(partition -> region.startsWith(partition.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("amazonaws.com");
        // In us-gov every endpoint is a FIPS one, under the plain name.
        return (fips && !region.startsWith("us-gov-") ? "sts-fips." : "sts.") + region + "." + suffix;
    }
}
