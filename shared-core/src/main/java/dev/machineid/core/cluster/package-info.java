/** The way to a cluster: addresses, discovery, trust, TLS routing, calls and what their failures mean. */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.cluster;
