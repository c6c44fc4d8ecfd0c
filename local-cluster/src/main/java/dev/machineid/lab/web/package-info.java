/** The HTTP endpoints behind the TLS port. */
@NullMarked
package dev.machineid.lab.web;

import org.jspecify.annotations.NullMarked;
