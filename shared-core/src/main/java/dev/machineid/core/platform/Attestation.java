package dev.machineid.core.platform;

import dev.machineid.core.secret.Secret;
import java.util.function.Supplier;

/**
 * What an Azure machine says of itself.
 *
 * @param document JSON with a signature, as its metadata server gives it; empty where that has none for this kind of machine
 * @param intermediates the certificates between the signer's and Azure's roots, DER one after the other, fetched when
 *     asked for; may be empty
 */
public record Attestation(Secret document, Supplier<Secret> intermediates) {}
