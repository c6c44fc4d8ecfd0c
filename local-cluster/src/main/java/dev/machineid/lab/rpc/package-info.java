/** The gRPC services behind the TLS port. */
@NullMarked
package dev.machineid.lab.rpc;

import org.jspecify.annotations.NullMarked;
