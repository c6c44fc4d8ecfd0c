package dev.machineid.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.machineid.core.wire.auth.GetRoleRequest;
import java.io.EOFException;
import java.io.IOException;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcFramingTest {
    private static final GetRoleRequest MESSAGE =
            GetRoleRequest.newBuilder().setName("bot-ci").build();

    private static Response.Builder response() {
        return new Response.Builder()
                .request(new Request.Builder().url("https://localhost/").build())
                .protocol(Protocol.HTTP_2)
                .code(200)
                .message("")
                .header("content-type", "application/grpc");
    }

    private static Response ended(Headers trailers) {
        return response().trailers(() -> trailers).build();
    }

    private static GrpcStatusException status(Response response) {
        return catchThrowableOfType(GrpcStatusException.class, () -> GrpcFraming.checkStatus(response));
    }

    @Test
    void messages_written_areReadBackInOrder() throws Exception {
        Buffer wire = new Buffer();
        GrpcFraming.write(wire, MESSAGE);
        GrpcFraming.write(wire, GetRoleRequest.getDefaultInstance());

        assertThat(GrpcFraming.read(wire, GetRoleRequest.parser())).isEqualTo(MESSAGE);
        assertThat(GrpcFraming.read(wire, GetRoleRequest.parser())).isEqualTo(GetRoleRequest.getDefaultInstance());
        assertThat(GrpcFraming.read(wire, GetRoleRequest.parser())).isNull();
    }

    @Test
    void message_wireForm_isFlagLengthAndBytes() throws Exception {
        Buffer wire = new Buffer();
        GrpcFraming.write(wire, MESSAGE);

        assertThat(wire.readByteString().hex()).isEqualTo("00" + "00000008" + "0a06" + "626f742d6369");
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "255, 0", "0, -1", "0, -2147483648", "0, 4194305", "0, 2147483647"})
    void message_compressedNegativeOrOversized_isRefusedWithoutReadingIt(int flag, int length) {
        Buffer wire = new Buffer().writeByte(flag).writeInt(length).writeUtf8("xx");

        assertThatThrownBy(() -> GrpcFraming.read(wire, GetRoleRequest.parser()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not read");
        assertThat(wire.size()).isEqualTo(2);
    }

    @Test
    void message_largestAllowed_isRead() throws Exception {
        GetRoleRequest large = GetRoleRequest.newBuilder()
                .setName("n".repeat(GrpcFraming.MAX_MESSAGE - 5))
                .build();
        Buffer wire = new Buffer();
        GrpcFraming.write(wire, large);

        assertThat(GrpcFraming.read(wire, GetRoleRequest.parser())).isEqualTo(large);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0000", "0000000008", "00000000080a06626f"})
    void message_cut_isTheEndOfTheConnection(String hex) {
        Buffer wire = new Buffer().write(okio.ByteString.decodeHex(hex));

        assertThatThrownBy(() -> GrpcFraming.read(wire, GetRoleRequest.parser()))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void message_noProtobuf_isAnIoFailure() {
        Buffer wire = new Buffer().writeByte(0).writeInt(2).writeByte(0x0a).writeByte(0x7f);

        assertThatThrownBy(() -> GrpcFraming.read(wire, GetRoleRequest.parser()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void status_zero_isGood() {
        assertThatCode(() -> GrpcFraming.checkStatus(ended(Headers.of("grpc-status", "0", "grpc-message", "ignored"))))
                .doesNotThrowAnyException();
        assertThatCode(() -> GrpcFraming.checkStatus(ended(Headers.of("grpc-status", " 0 "))))
                .doesNotThrowAnyException();
    }

    @Test
    void status_inTrailers_carriesTheWords() {
        GrpcStatusException status =
                status(ended(Headers.of("grpc-status", "7", "grpc-message", "no%20way%3A%20%C3%BC")));

        assertThat(status.status()).isEqualTo(7);
        assertThat(status).hasMessage("no way: ü");
        assertThat(status.isFault()).isFalse();
    }

    @Test
    void status_inTheHead_isTheEndToo() {
        GrpcStatusException status =
                status(response().header("grpc-status", "12").build());

        assertThat(status.status()).isEqualTo(12);
        assertThat(status.isUnimplemented()).isTrue();
        assertThat(status).hasMessage("");
    }

    @Test
    void status_missing_isNoGoodEnd() {
        assertThatThrownBy(() -> GrpcFraming.checkStatus(ended(Headers.of())))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("without a gRPC status");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "7x", "99999999999999", "OK"})
    void status_noNumber_isUnknown(String number) {
        assertThat(status(ended(Headers.of("grpc-status", number))).status()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"1", "4", "8", "10", "13", "14"})
    void status_ofAFault_mayPass(String number) {
        assertThat(status(ended(Headers.of("grpc-status", number))).isFault()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "5", "6", "7", "9", "11", "12", "15", "16", "17", "-1"})
    void status_ofADenial_stays(String number) {
        assertThat(status(ended(Headers.of("grpc-status", number))).isFault()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "404, application/grpc, 12",
        "502, text/html, 14",
        "503, application/grpc, 14",
        "403, text/html, 2",
        "429, application/json, 2",
        "200, text/html, 2",
        "200, '', 2"
    })
    void http_insteadOfGrpc_isAStatusOfItsOwn(int code, String type, int status) {
        GrpcStatusException failure =
                status(response().code(code).header("content-type", type).build());

        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure).hasMessage("HTTP status " + code + " where gRPC was expected");
    }

    @Test
    void words_hostile_areOneSafeLine() {
        GrpcStatusException status =
                status(ended(Headers.of("grpc-status", "7", "grpc-message", "a%0Ab%1B[31m" + "x".repeat(2000))));

        assertThat(status.words()).doesNotContain("\n", "\u001b").hasSizeLessThan(450);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain|plain",
                "%41%42|AB",
                "%e2%82%AC|€",
                "100%|100%",
                "%4|%4",
                "%zz|%zz",
                "%%41|%A",
                "%25%34%31|%41",
                "ü%20|'ü '",
                "''|''"
            })
    void percentDecoding_isLenient(String text, String decoded) {
        assertThat(GrpcFraming.percentDecode(text)).isEqualTo(decoded);
    }
}
