package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ProofException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsRegionTest {
    private static AwsRegion of(String region, boolean fips) {
        Map<String, String> variables = new HashMap<>();
        variables.put("AWS_REGION", region);
        variables.put("AWS_USE_FIPS_ENDPOINT", Boolean.toString(fips));
        return AwsRegion.of(new JobVariables(variables), Optional.empty());
    }

    /** Hosts as the real server's list has them. */
    @ParameterizedTest
    @CsvSource({
        "eu-central-1,false,sts.eu-central-1.amazonaws.com",
        "us-east-1,false,sts.us-east-1.amazonaws.com",
        "us-east-1,true,sts-fips.us-east-1.amazonaws.com",
        "us-gov-west-1,true,sts.us-gov-west-1.amazonaws.com",
        "cn-north-1,false,sts.cn-north-1.amazonaws.com.cn",
        "us-iso-east-1,false,sts.us-iso-east-1.c2s.ic.gov",
        "us-isob-east-1,false,sts.us-isob-east-1.sc2s.sgov.gov",
    })
    void host_followsThePartition(String region, boolean fips, String host) {
        assertThat(of(region, fips)).isEqualTo(new AwsRegion(region, host));
    }

    @Test
    void noRegion_isTheGlobalEndpoint() {
        assertThat(of("", false)).isEqualTo(new AwsRegion("us-east-1", "sts.amazonaws.com"));
        assertThat(of("", true).stsHost()).isEqualTo("sts-fips.us-east-1.amazonaws.com");
    }

    @Test
    void variables_areAskedInAwsOrder() {
        JobVariables both = new JobVariables(Map.of("AWS_REGION", "eu-west-1", "AWS_DEFAULT_REGION", "eu-west-2"));
        assertThat(AwsRegion.of(both, Optional.of("eu-west-3")).name()).isEqualTo("eu-west-1");
        JobVariables second = new JobVariables(Map.of("AWS_DEFAULT_REGION", "eu-west-2"));
        assertThat(AwsRegion.of(second, Optional.of("eu-west-3")).name()).isEqualTo("eu-west-2");
        assertThat(AwsRegion.of(new JobVariables(Map.of()), Optional.of("eu-west-3"))
                        .name())
                .isEqualTo("eu-west-3");
        assertThat(AwsRegion.of(new JobVariables(Map.of()), Optional.of("evil.example#"))
                        .name())
                .isEqualTo("us-east-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example/", "eu-central-1.evil.example", "EU-CENTRAL-1", "a b", "eu-central-1\r\nX: y"})
    void whatIsNoRegion_neverBecomesAHost(String region) {
        assertThatThrownBy(() -> of(region, false))
                .isInstanceOf(ProofException.class)
                .hasMessageContaining("AWS_REGION");
    }
}
