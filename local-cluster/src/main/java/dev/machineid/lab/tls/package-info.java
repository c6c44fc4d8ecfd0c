/** The one TLS port of the cluster: reads the client hello, chooses a route by ALPN and splices to a backend. */
@NullMarked
package dev.machineid.lab.tls;

import org.jspecify.annotations.NullMarked;
