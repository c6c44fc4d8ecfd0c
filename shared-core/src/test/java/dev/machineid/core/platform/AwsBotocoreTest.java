package dev.machineid.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our signatures against those of AWS's own library for Python; {@code shared-core/test/prepare} installs it. */
class AwsBotocoreTest {
    private static final Path PYTHON = Path.of("target/botocore/bin/python");
    private static final String VISIBLE =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+=!\"#$%&'()*,-.:;<>?@[]^_`{|}~";
    private static final List<String> REGIONS =
            List.of("", "eu-central-1", "us-gov-west-1", "cn-north-1", "us-iso-east-1", "ap-southeast-4");

    @Test
    @Timeout(60)
    void signedRequests_areSignedAsBotocoreSignsThem() throws Exception {
        assertThat(PYTHON)
                .as("botocore is not installed: run shared-core/test/prepare")
                .exists();
        Random random = new Random(20261122);
        List<String> cases = new ArrayList<>();
        List<String> ours = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            AwsCredentials credentials = AwsCredentials.of(
                    "ASIA" + text(random, VISIBLE.substring(26, 62), 16),
                    text(random, VISIBLE, 1 + random.nextInt(60)),
                    i % 3 == 0 ? Optional.empty() : Optional.of(text(random, VISIBLE, 1 + random.nextInt(900))),
                    Optional.empty(),
                    "a test");
            String named = REGIONS.get(i % REGIONS.size());
            AwsRegion region = AwsRegion.of(
                    new JobVariables(named.isEmpty() ? Map.of() : Map.of("AWS_REGION", named)), Optional.empty());
            Instant now = Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE));
            String request = StsRequest.signed(credentials, region, now, text(random, VISIBLE.substring(0, 64), 43))
                    .reveal();
            Map<String, String> headers = headers(request);
            ours.add(String.valueOf(headers.remove("Authorization")));
            headers.remove("Host");
            cases.add(json(credentials, region, headers));
        }

        assertThat(botocore(cases)).containsExactlyElementsOf(ours);
    }

    private static String text(Random random, String letters, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static Map<String, String> headers(String request) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.substring(0, request.indexOf("\r\n\r\n"))
                .lines()
                .skip(1)
                .forEach(line -> headers.put(line.split(": ", 2)[0], line.split(": ", 2)[1]));
        return headers;
    }

    private static String json(AwsCredentials credentials, AwsRegion region, Map<String, String> headers)
            throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("id", credentials.accessKeyId());
            json.writeStringField("secret", credentials.secretKey().reveal());
            json.writeStringField("region", region.name());
            json.writeStringField("host", region.stsHost());
            json.writeStringField("body", StsRequest.BODY);
            json.writeObjectFieldStart("headers");
            for (Map.Entry<String, String> header : headers.entrySet()) {
                json.writeStringField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static List<String> botocore(List<String> cases) throws Exception {
        Path input = Files.createTempFile("sign", ".jsonl");
        Path output = Files.createTempFile("sign", ".txt");
        try {
            Files.write(input, cases);
            Process python = new ProcessBuilder(PYTHON.toString(), "test/sign.py")
                    .redirectInput(input.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(python.waitFor(50, TimeUnit.SECONDS)).isTrue();
            assertThat(python.exitValue()).isZero();
            return Files.readAllLines(output, StandardCharsets.UTF_8);
        } finally {
            Files.delete(input);
            Files.delete(output);
        }
    }
}
