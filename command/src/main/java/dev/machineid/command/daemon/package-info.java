/** The daemon: keeps directories of this machine filled with fresh credentials, and tells how that goes. */
@org.jspecify.annotations.NullMarked
package dev.machineid.command.daemon;
