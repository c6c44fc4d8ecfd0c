/** Tests of what only the TLS port's own package sees. */
@NullMarked
package dev.machineid.lab.tls;

import org.jspecify.annotations.NullMarked;
