package dev.machineid.core.cluster;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A body that the HTTP client may send once: on a 503 with {@code Retry-After: 0} it would repeat the request by itself,
 * and with it a secret that is good for one use.
 */
final class OneShotBody extends RequestBody {
    private final byte[] content;

    OneShotBody(byte[] content) {
        this.content = content;
    }

    @Override
    public @Nullable MediaType contentType() {
        return null; // stands in the request's headers
    }

    @Override
    public long contentLength() {
        return content.length;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        sink.write(content);
    }
}
