package dev.machineid.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionUpgradesTest {
    private static final ClusterAddress PROXY = ClusterAddress.parse("teleport.example.com:443");

    private static ConnectionUpgrades heard(ConnectionUpgrades said, String variable) {
        return said.or(Map.of(ConnectionUpgrades.VARIABLE, variable), PROXY);
    }

    @ParameterizedTest
    @CsvSource({
        "true, ALWAYS",
        "Yes, ALWAYS",
        "0, NEVER",
        "perhaps, NEVER",
        "teleport.example.com:443=1, ALWAYS",
        "teleport.example.com=on, ALWAYS",
        "'false;teleport.example.com:443=true', ALWAYS",
        "'true,teleport.example.com:443=no', NEVER",
        "'other.example.com:443=true', NEVER",
        "' ', AUTO"
    })
    void or_variable_decidesWhereTheOptionIsSilent(String variable, ConnectionUpgrades expected) {
        assertThat(heard(ConnectionUpgrades.AUTO, variable)).isEqualTo(expected);
    }

    @Test
    void or_option_isStrongerThanTheVariable() {
        assertThat(heard(ConnectionUpgrades.NEVER, "true")).isEqualTo(ConnectionUpgrades.NEVER);
        assertThat(heard(ConnectionUpgrades.ALWAYS, "false")).isEqualTo(ConnectionUpgrades.ALWAYS);
    }
}
