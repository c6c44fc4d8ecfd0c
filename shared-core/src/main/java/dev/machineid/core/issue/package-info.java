/** From the bot's identity to the certificates a job uses. */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.issue;
