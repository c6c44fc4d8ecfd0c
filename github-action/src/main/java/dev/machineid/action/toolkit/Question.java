package dev.machineid.action.toolkit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request as the script words it.
 *
 * @param proxyFields {@code scheme}, {@code host}, {@code port} and {@code auth}; empty for a direct connection
 */
record Question(String url, String method, Map<String, String> headers, Map<String, String> proxyFields) {
    static Question read(String json) {
        Map<String, String> plain = new LinkedHashMap<>();
        Map<String, Map<String, String>> nested = new LinkedHashMap<>();
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                if (parser.nextToken() == JsonToken.START_OBJECT) {
                    nested.put(name, texts(parser));
                } else {
                    plain.put(name, parser.getText());
                }
            }
        } catch (IOException broken) {
            throw new IllegalArgumentException("not a request", broken);
        }
        return new Question(
                plain.getOrDefault("url", ""),
                plain.getOrDefault("method", "GET"),
                nested.getOrDefault("headers", Map.of()),
                nested.getOrDefault("proxy", Map.of()));
    }

    private static Map<String, String> texts(JsonParser parser) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            texts.put(name, parser.getText());
        }
        return texts;
    }

    Optional<String> proxyScheme() {
        return Optional.ofNullable(proxyFields.get("scheme"));
    }

    /** The proxy to go through; empty for none, and for one that is reached by https. */
    Optional<TokenHttp.Through> proxy() {
        return proxyScheme().filter("http"::equals).map(scheme -> {
            String port = proxyFields.getOrDefault("port", "");
            return new TokenHttp.Through(
                    proxyFields.getOrDefault("host", ""),
                    port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : 80,
                    proxyFields.getOrDefault("auth", ""));
        });
    }

    /** Without the headers, which carry a token. */
    @Override
    public String toString() {
        return method + " " + proxyFields.getOrDefault("host", "");
    }
}
