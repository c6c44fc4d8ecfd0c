package dev.machineid.core.output;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.IdentityFile;
import java.util.List;
import java.util.Map;

/** The identity file and the two variables by which Teleport's Terraform provider finds it and the proxy. */
public final class TerraformOutput implements OutputWriter {
    @Override
    public Delivery write(Credentials credentials, Place place) {
        Map<String, String> variables = Common.environment(credentials, place);
        variables.put(
                "TF_TELEPORT_IDENTITY_FILE_PATH",
                place.exported().resolve(IdentityOutput.FILE).toString());
        variables.put("TF_TELEPORT_ADDR", place.proxyAddress());
        return new Delivery(
                Map.of(IdentityOutput.FILE, IdentityFile.write(credentials)),
                variables,
                Common.masks(credentials),
                List.of());
    }
}
