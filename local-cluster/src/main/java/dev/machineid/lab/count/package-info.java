/** What the cluster saw: connections, requests, and rules of the protocol that a client broke. */
@NullMarked
package dev.machineid.lab.count;

import org.jspecify.annotations.NullMarked;
