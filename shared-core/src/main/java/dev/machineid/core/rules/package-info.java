/**
 * The join token, bot and role that let one job in and nobody else, as text to paste; and what an existing
 * {@code tbot.yaml} becomes here.
 *
 * <p>{@link dev.machineid.core.rules.JobFacts} says who the job is, by its own id token or by words;
 * {@link dev.machineid.core.rules.Grants} says what it may reach; {@link dev.machineid.core.rules.RulesPlan} writes both
 * as YAML or Terraform. Nothing here opens a connection or holds a secret.
 */
@NullMarked
package dev.machineid.core.rules;

import org.jspecify.annotations.NullMarked;
