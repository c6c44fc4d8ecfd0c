/** The library's façade: see MachineId. */
@org.jspecify.annotations.NullMarked
package dev.machineid.core;
