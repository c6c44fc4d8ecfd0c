/** Who may do what: bots, roles, locks, and the refusals that carry the server's words. */
@NullMarked
package dev.machineid.lab.access;

import org.jspecify.annotations.NullMarked;
