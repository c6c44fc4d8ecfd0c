package dev.machineid.core.output;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.SafeNames;
import dev.machineid.core.secret.Secret;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Client certificates for applications: {@code application/NAME/tls.crt}, {@code tls.key}, {@code tls.cas}, which curl and
 * every HTTP library read. The variables lead to the first application.
 */
public final class ApplicationOutput implements OutputWriter {
    static final String DIRECTORY = "application/";
    private static final int HTTPS = 443;

    private final List<Application> applications;
    private final List<X509Certificate> proxyAuthorities;

    /**
     * One application.
     *
     * @param publicAddress the host name under which the proxy serves it
     * @param port the loopback port for a tunnel; empty for any
     */
    public record Application(
            String name, String publicAddress, boolean tcp, X509Certificate certificate, OptionalInt port) {
        public Application {
            if (!publicAddress.isEmpty()) {
                SafeNames.host(publicAddress); // the cluster says it, and it goes into a variable
            }
        }
    }

    /**
     * @param applications at least one; the names differ
     * @param proxyAuthorities who vouches for the proxy's web certificate; empty for the system's authorities
     */
    public ApplicationOutput(List<Application> applications, List<X509Certificate> proxyAuthorities) {
        this.applications = List.copyOf(applications);
        this.proxyAuthorities = List.copyOf(proxyAuthorities);
    }

    @Override
    public Delivery write(Credentials credentials, Place place) {
        Map<String, Secret> files = new LinkedHashMap<>();
        files.put(IdentityOutput.FILE, IdentityFile.write(credentials)); // renewal and status read it
        Secret authorities = Bound.authorities(credentials, List.of());
        for (Application application : applications) {
            files.putAll(Bound.files(
                    DIRECTORY + application.name() + "/",
                    credentials,
                    application.certificate(),
                    authorities,
                    proxyAuthorities,
                    end(application, place)));
        }
        return new Delivery(files, variables(credentials, place), Common.masks(credentials), List.of());
    }

    private Map<String, String> variables(Credentials credentials, Place place) {
        Application first = applications.get(0);
        String directory = place.exported().resolve("application").resolve(first.name()) + "/";
        Map<String, String> variables = Common.environment(credentials, place);
        variables.put("MACHINE_ID_APPLICATION_CERT", path(directory + Bound.CERTIFICATE));
        variables.put("MACHINE_ID_APPLICATION_KEY", path(directory + Bound.KEY));
        if (!proxyAuthorities.isEmpty()) {
            variables.put("MACHINE_ID_APPLICATION_CA", path(directory + Bound.PROXY_AUTHORITIES));
        }
        if (!first.tcp() && !first.publicAddress().isEmpty()) {
            String port = place.proxyPort() == HTTPS ? "" : ":" + place.proxyPort();
            variables.put("MACHINE_ID_APPLICATION_URL", "https://" + first.publicAddress() + port);
        }
        first.port()
                .ifPresent(port -> variables.putAll(end(first, place)
                        .variables(port, place.exported().resolve("application").resolve(first.name()))));
        return variables;
    }

    private static String path(String text) {
        return java.nio.file.Path.of(text).toString();
    }

    private static FarEnd end(Application application, Place place) {
        return FarEnd.application(place, application.tcp(), application.port());
    }
}
