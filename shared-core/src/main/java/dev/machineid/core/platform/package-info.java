/**
 * Who the job is, as its platform says: an id token, or a secret.
 *
 * <p>{@link dev.machineid.core.platform.Providers} chooses a {@link dev.machineid.core.platform.ProofProvider} by the
 * request, the cluster and an injected environment map; the provider yields a
 * {@link dev.machineid.core.platform.Proof}. Connections and programs are injected.
 */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.platform;
