/** An OIDC issuer that mints tokens shaped like those of each CI platform. */
@NullMarked
package dev.machineid.lab.issuer;

import org.jspecify.annotations.NullMarked;
