/** What a bot keeps between two runs: its renewable identity, its key pair and join state, with one writer at a time. */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.state;
