/** The GitHub Action: what the step and its post step do, in the words of the core. */
@org.jspecify.annotations.NullMarked
package dev.machineid.action;
