package dev.machineid.action.toolkit;

import java.nio.file.Files;
import java.nio.file.Path;

/** The Node 24 that test/prepare fetched. */
public final class Node {
    private Node() {}

    public static Path program() {
        Path node = Path.of("target/tools/bin/node").toAbsolutePath();
        if (!Files.isExecutable(node)) {
            throw new AssertionError("there is no " + node + "; run github-action/test/prepare");
        }
        return node;
    }
}
