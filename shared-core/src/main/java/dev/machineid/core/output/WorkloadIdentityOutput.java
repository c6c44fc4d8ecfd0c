package dev.machineid.core.output;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.identity.TrustBundle;
import dev.machineid.core.identity.WorkloadIdentity;
import dev.machineid.core.secret.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * SPIFFE identities under the names the ecosystem knows: {@code workload-identity/NAME/svid.pem}, {@code svid.key},
 * {@code jwt_svid}, and the trust bundle as {@code bundle.pem} and {@code bundle.json}. The variables lead to the first.
 */
public final class WorkloadIdentityOutput implements OutputWriter {
    private static final String DIRECTORY = "workload-identity";
    private static final String CERTIFICATE = "svid.pem";
    private static final String KEY = "svid.key";
    private static final String TOKEN = "jwt_svid";
    private static final String BUNDLE = "bundle.pem";
    private static final String BUNDLE_JSON = "bundle.json";

    private final List<WorkloadIdentity> identities;
    private final TrustBundle bundle;

    /** @param identities at least one; the names differ */
    public WorkloadIdentityOutput(List<WorkloadIdentity> identities, TrustBundle bundle) {
        this.identities = List.copyOf(identities);
        this.bundle = bundle;
    }

    @Override
    public Delivery write(Credentials credentials, Place place) {
        Map<String, Secret> files = new LinkedHashMap<>();
        files.put(IdentityOutput.FILE, IdentityFile.write(credentials)); // renewal and status read it
        List<Secret> masks = new ArrayList<>(Common.masks(credentials));
        for (WorkloadIdentity identity : identities) {
            String directory = DIRECTORY + "/" + identity.name() + "/";
            identity.svid().ifPresent(svid -> {
                files.put(directory + CERTIFICATE, Secret.of(TlsCertificates.pem(svid.chain())));
                files.put(directory + KEY, svid.key().privatePem());
                masks.addAll(Common.masks(svid.key()));
            });
            identity.token().ifPresent(token -> {
                files.put(directory + TOKEN, token);
                masks.add(token);
            });
            files.put(directory + BUNDLE, Secret.of(bundle.pem()));
            files.put(directory + BUNDLE_JSON, Secret.of(bundle.json()));
        }
        return new Delivery(files, variables(credentials, place), masks, warnings(credentials));
    }

    private Map<String, String> variables(Credentials credentials, Place place) {
        WorkloadIdentity first = identities.get(0);
        Path directory = place.exported().resolve(DIRECTORY).resolve(first.name());
        Map<String, String> variables = Common.environment(credentials, place);
        variables.put("MACHINE_ID_SPIFFE_ID", first.spiffeId());
        if (first.svid().isPresent()) {
            variables.put("MACHINE_ID_SVID_CERT", directory.resolve(CERTIFICATE).toString());
            variables.put("MACHINE_ID_SVID_KEY", directory.resolve(KEY).toString());
        }
        if (first.token().isPresent()) {
            variables.put("MACHINE_ID_SVID_JWT", directory.resolve(TOKEN).toString());
        }
        variables.put("MACHINE_ID_SVID_BUNDLE", directory.resolve(BUNDLE).toString());
        return variables;
    }

    /** A resource may allow less than the roles do. */
    private List<String> warnings(Credentials credentials) {
        return identities.stream()
                .filter(identity -> identity.expires().isBefore(credentials.expiry()))
                .flatMap(identity -> Stream.of("the workload identity " + identity.name() + " ends at "
                        + identity.expires() + ", before the other credentials"))
                .toList();
    }
}
