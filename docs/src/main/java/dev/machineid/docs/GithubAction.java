package dev.machineid.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The action's {@code action.yml}: its skeleton with the catalogue's inputs in the marked place. */
final class GithubAction {
    private static final String SKELETON = "github-action/src/action/action.yml";
    private static final String MARK = "  # the inputs of the option catalogue\n";

    private GithubAction() {}

    static Page page(Path root) throws IOException {
        String skeleton = Files.readString(root.resolve(SKELETON));
        if (!skeleton.contains(MARK)) {
            throw new IllegalArgumentException("the mark for the inputs is missing in " + SKELETON);
        }
        String inputs = GithubForm.page().text();
        String body = inputs.substring(inputs.indexOf("inputs:\n") + "inputs:\n".length());
        return new Page("github-action/action.yml", "# " + Page.NOTE + "\n" + skeleton.replace(MARK, body));
    }
}
