/** From the proof to the bot's identity in the cluster. */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.join;
