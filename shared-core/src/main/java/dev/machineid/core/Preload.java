package dev.machineid.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.machineid.core.identity.JobKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import okhttp3.OkHttpClient;

/**
 * Sets up, beside the start of a short-lived process, what each login needs of the runtime: TLS, its key exchange, JSON.
 *
 * <p>A login does all of it by itself too; on a machine with two processors it comes about 50 ms sooner with this.
 */
public final class Preload {
    private Preload() {}

    /** Begins on a thread of its own, which never keeps the process alive; a failure shows where the thing is used. */
    public static void begin() {
        Thread thread = new Thread(Preload::load, "preload");
        thread.setDaemon(true);
        thread.start();
    }

    static void load() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
                socket.getSSLParameters();
            }
            JobKey.p256();
            new OkHttpClient.Builder();
            try (JsonParser parser = new JsonFactory().createParser("{}")) {
                parser.nextToken();
            }
        } catch (GeneralSecurityException | IOException | RuntimeException shownLater) {
            // The login meets the same fault and explains it.
        }
    }
}
