package dev.machineid.core.cluster;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents exactly one certificate.
 *
 * <p>A Teleport auth server closes the connection without a word when a client sends its authority's certificate too.
 */
final class ClientCertificate extends X509ExtendedKeyManager {
    private static final String ALIAS = "identity";

    private final CompletableFuture<ClientIdentity> identity;

    /** @param identity may come later than the handshake begins: it is waited for when the server asks for it */
    ClientCertificate(CompletableFuture<ClientIdentity> identity) {
        this.identity = identity;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return ALIAS;
    }

    @Override
    public String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return ALIAS;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {identity.join().certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identity.join().key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
