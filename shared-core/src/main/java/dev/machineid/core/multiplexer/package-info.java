/** One process and one connection that serve every ssh of a job, by a UNIX socket. */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.multiplexer;
