package dev.machineid.core.join;

import dev.machineid.core.identity.TlsCertificates;
import dev.machineid.core.report.DeniedException;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.request.CaPin;
import dev.machineid.core.request.ClusterAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Holds a cluster's authorities to the pins that the job gave. */
final class CaPins {
    private CaPins() {}

    /** @throws DeniedException unless every authority matches one of the pins, and there is one */
    static void require(List<CaPin> pins, List<X509Certificate> authorities, ClusterAddress address) {
        List<String> strangers = new ArrayList<>();
        for (X509Certificate authority : authorities) {
            String pin = TlsCertificates.pin(authority);
            if (pins.stream().noneMatch(allowed -> allowed.toString().equals(pin))) {
                strangers.add("the cluster's authority has the pin " + pin);
            }
        }
        if (!strangers.isEmpty() || authorities.isEmpty()) {
            throw new DeniedException(
                    ErrorCode.CA_PIN_MISMATCH,
                    "the cluster behind " + address + " is not the one of the option ca-pins",
                    strangers,
                    "nothing secret was sent; if the cluster's authority was rotated, take the new pin from: tctl status",
                    null);
        }
    }
}
