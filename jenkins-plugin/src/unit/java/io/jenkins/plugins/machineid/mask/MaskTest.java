package io.jenkins.plugins.machineid.mask;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import hudson.console.ConsoleLogFilter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaskTest {
    private static final String KEY = "a-block";
    private static final String SECRET = "eyJhbGciOiJFUzI1NiJ9.c2VjcmV0.c2lnbmF0dXJl";

    @AfterEach
    void forget() {
        LiveMasks.forget(KEY);
    }

    private static String through(OutputStream stream, ByteArrayOutputStream out, String text) throws IOException {
        try (stream) {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String live(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return through(BlockLogFilter.live(KEY, out), out, text);
    }

    @Test
    void secret_inEveryForm_isHidden_andTheRestStaysByteForByte() throws Exception {
        LiveMasks.hide(KEY, SECRET);
        byte[] bytes = SECRET.getBytes(StandardCharsets.US_ASCII);

        String masked = live("Grüße " + SECRET + "!\n"
                + HexFormat.of().formatHex(bytes) + "\n"
                + new StringBuilder(SECRET).reverse() + "\n"
                + Base64.getEncoder().encodeToString(("ab" + SECRET + "c").getBytes(StandardCharsets.US_ASCII)) + "\n"
                + "no end of line");

        assertThat(masked).startsWith("Grüße ****!\n****\n****\n").endsWith("no end of line");
        assertThat(masked).doesNotContain("ZXlK", "6579");
    }

    @Test
    void secret_ofARenewal_isHiddenInAStreamThatIsOpenAlready() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputStream stream = BlockLogFilter.live(KEY, out);
        stream.write("before\n".getBytes(StandardCharsets.UTF_8));
        LiveMasks.hide(KEY, SECRET);

        assertThat(through(stream, out, SECRET)).isEqualTo("before\n****");
        LiveMasks.forget(KEY);
        assertThat(LiveMasks.masked(KEY, SECRET)).isEqualTo(SECRET);
    }

    @Test
    void privateKey_inPem_isHiddenBetweenItsLines() throws Exception {
        assertThat(live("a\n-----BEGIN PRIVATE KEY-----\nMIGH\nAgEA\n-----END PRIVATE KEY-----\nb\n"))
                .isEqualTo("a\n-----BEGIN PRIVATE KEY-----\n****\n****\n-----END PRIVATE KEY-----\nb\n");
        assertThat(live("{\"k\":\"-----BEGIN EC PRIVATE KEY-----MIGH-----END EC PRIVATE KEY-----\"}\n"))
                .doesNotContain("MIGH")
                .endsWith("\"}\n");
        assertThat(live("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"))
                .contains("MIIB");
    }

    @Test
    void filter_savedAndReadWhereNothingIsKnown_stillHides() throws Exception {
        LiveMasks.hide(KEY, SECRET);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream saved = new ObjectOutputStream(bytes)) {
            saved.writeObject(new BlockLogFilter(KEY));
        }
        LiveMasks.forget(KEY);
        ConsoleLogFilter read;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            read = (ConsoleLogFilter) in.readObject();
        }

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        hudson.model.Run<?, ?> none = null;
        assertThat(through(read.decorateLogger(none, out), out, "x " + SECRET + " y\n"))
                .isEqualTo("x **** y\n");
    }

    @Test
    void failure_thatShowsASecret_isSaidInOtherWords() {
        LiveMasks.hide(KEY, SECRET);
        IllegalStateException cause = new IllegalStateException("got " + SECRET);
        RuntimeException failure = new RuntimeException("no", cause);
        RuntimeException suppressed = new RuntimeException("no");
        suppressed.addSuppressed(cause);

        Throwable masked = MaskedFailure.of(new RuntimeException("got " + SECRET), KEY);

        assertThat(masked).isInstanceOf(AbortException.class).hasMessage("got ****");
        assertThat(MaskedFailure.of(failure, KEY)).isNotSameAs(failure).hasNoCause();
        assertThat(MaskedFailure.of(suppressed, KEY)).isNotSameAs(suppressed);
        RuntimeException harmless = new RuntimeException("no");
        assertThat(MaskedFailure.of(harmless, KEY)).isSameAs(harmless);
    }

    @Test
    void shortText_isNotHidden() throws Exception {
        LiveMasks.hide(KEY, "abc");
        assertThat(live("abcabc\n")).isEqualTo("abcabc\n");
    }
}
