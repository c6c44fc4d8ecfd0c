/**
 * From raw option text to one checked, immutable request.
 *
 * <p>{@link dev.machineid.core.request.OptionCatalogue} is the single list of option words; adapters fill
 * {@link dev.machineid.core.request.RawOptions}, {@link dev.machineid.core.request.RequestReader} turns them into a
 * {@link dev.machineid.core.request.MachineIdRequest}. Nothing here opens a connection or reads the process's
 * environment.
 */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.request;
