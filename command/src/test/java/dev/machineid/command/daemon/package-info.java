/** Tests of the program, in this process and as a process of its own. */
@org.jspecify.annotations.NullMarked
package dev.machineid.command.daemon;
