/** The cluster's certificate authorities and what they issue: X.509 and OpenSSH certificates with Teleport's fields. */
@NullMarked
package dev.machineid.lab.authority;

import org.jspecify.annotations.NullMarked;
