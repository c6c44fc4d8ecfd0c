package dev.machineid.core.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Offers Teleport's protocol names in the TLS handshake.
 *
 * <p>Teleport's one port routes by ALPN names which OkHttp does not know ({@code facts: TLS routing}), and for some of
 * them the server answers with no protocol at all although it speaks HTTP/2. The sockets made here offer the given names
 * and report {@code h2} to OkHttp.
 */
final class AlpnSocketFactory extends SSLSocketFactory {
    private final SSLSocketFactory delegate;
    private final List<String> offered;
    private final boolean alwaysHttp2;

    /**
     * @param offered the names in the handshake, in order
     * @param alwaysHttp2 report {@code h2} whatever the server chose; otherwise what it chose is reported
     */
    AlpnSocketFactory(SSLSocketFactory delegate, List<String> offered, boolean alwaysHttp2) {
        this.delegate = delegate;
        this.offered = List.copyOf(offered);
        this.alwaysHttp2 = alwaysHttp2;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return new AlpnSocket((SSLSocket) delegate.createSocket(socket, host, port, autoClose));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return delegate.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return delegate.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("only layered sockets are made here");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        return createSocket(address.getHostAddress(), port);
    }

    private final class AlpnSocket extends DelegatingSslSocket {
        AlpnSocket(SSLSocket delegate) {
            super(delegate);
        }

        @Override
        public void startHandshake() throws IOException {
            SSLParameters parameters = delegate.getSSLParameters();
            parameters.setApplicationProtocols(offered.toArray(String[]::new));
            delegate.setSSLParameters(parameters);
            delegate.startHandshake();
        }

        @Override
        public String getApplicationProtocol() {
            return alwaysHttp2 ? "h2" : delegate.getApplicationProtocol();
        }
    }
}
