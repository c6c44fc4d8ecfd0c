package dev.machineid.core.output;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.IdentityFile;
import java.util.List;
import java.util.Map;

/** One combined file for {@code tsh}, {@code tctl}, Terraform and programs that use Teleport's client library. */
public final class IdentityOutput implements OutputWriter {
    /** The file's name in the generation's directory. */
    public static final String FILE = "identity";

    @Override
    public Delivery write(Credentials credentials, Place place) {
        String path = place.exported().resolve(FILE).toString();
        Map<String, String> variables = Common.environment(credentials, place);
        variables.put("MACHINE_ID_IDENTITY_FILE", path);
        variables.put("TELEPORT_IDENTITY_FILE", path);
        variables.put("TELEPORT_PROXY", place.proxyAddress());
        variables.put("TELEPORT_AUTH_SERVER", place.proxyAddress()); // tctl looks at no other
        variables.put("TF_TELEPORT_IDENTITY_FILE_PATH", path);
        variables.put("TF_TELEPORT_ADDR", place.proxyAddress());
        return new Delivery(
                Map.of(FILE, IdentityFile.write(credentials)), variables, Common.masks(credentials), List.of());
    }
}
