package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterInfoTest {
    @ParameterizedTest
    @CsvSource({
        "17.2.7,true",
        "17.2.6,false",
        "17.2.10,true",
        "17.3.0,true",
        "18.0.0,true",
        "v18.1.2-rc.1,true",
        "16.9.9,false",
        "15.0.0-dev,false",
        "17.2,false",
        "'',false",
        "x,false",
        "99999.1.1,false"
    })
    void isAtLeast_readsTheVersionByItsNumbers(String version, boolean expected) {
        ClusterInfo info = new ClusterInfo("c", version, true, Optional.empty(), Optional.empty());
        assertThat(info.isAtLeast(17, 2, 7)).isEqualTo(expected);
    }
}
