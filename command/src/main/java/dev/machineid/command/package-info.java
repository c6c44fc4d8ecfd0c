/**
 * The program {@code machine-id}: verbs over the core for shells and for CI platforms that run shells.
 *
 * <p>{@link dev.machineid.command.Main} starts {@link dev.machineid.command.Program}; only the edges,
 * {@code Main} and {@code Console}, touch the process itself.
 */
@org.jspecify.annotations.NullMarked
package dev.machineid.command;
