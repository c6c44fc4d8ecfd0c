package dev.machineid.core.output;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.secret.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files for the system's own {@code ssh -F ssh_config NODE}, {@code scp}, {@code rsync} and {@code ansible}.
 *
 * <p>With it come the {@code identity} file, which the ProxyCommand reads, and the cluster's TLS authority.
 */
public final class SshOutput implements OutputWriter {
    static final String KEY = "key";
    static final String CERTIFICATE = "key-cert.pub";
    static final String KNOWN_HOSTS = "known_hosts";
    static final String CONFIG = "ssh_config";
    static final String HOST_AUTHORITY = "teleport-host-ca.crt";

    private final ProxyCommandForm form;

    public SshOutput(ProxyCommandForm form) {
        this.form = form;
    }

    @Override
    public Delivery write(Credentials credentials, Place place) {
        Map<String, Secret> files = new LinkedHashMap<>();
        files.put(KEY, credentials.key().privatePem());
        files.put("key.pub", Secret.of(credentials.key().sshPublicLine() + "\n"));
        files.put(CERTIFICATE, Secret.of(credentials.ssh().line() + "\n"));
        files.put(KNOWN_HOSTS, Secret.of(KnownHosts.write(credentials, place)));
        files.put(CONFIG, Secret.of(SshConfig.write(credentials, place, form)));
        files.put(
                HOST_AUTHORITY, Secret.of(TlsCertificates.pem(credentials.root().tlsCertificates())));
        files.put(IdentityOutput.FILE, IdentityFile.write(credentials));
        form.innerConfig(place).ifPresent(text -> files.put(ProxyCommandForm.INNER, Secret.of(text)));
        Map<String, String> variables = Common.environment(credentials, place);
        variables.put("MACHINE_ID_SSH_CONFIG", place.exported().resolve(CONFIG).toString());
        return new Delivery(files, variables, Common.masks(credentials), List.of());
    }
}
