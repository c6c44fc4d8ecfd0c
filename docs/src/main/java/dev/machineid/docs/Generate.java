package dev.machineid.docs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the generated reference into the directory that is the only argument. */
public final class Generate {
    private Generate() {}

    /**
     * Writes every file, and removes help files of options that are no more; other files stay as they are.
     *
     * @throws IOException if the directory cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("usage: Generate DIRECTORY");
        }
        Path directory = Path.of(arguments[0]);
        List<Page> pages = pages();
        for (Page page : pages) {
            Path file = directory.resolve(page.path());
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, page.text());
        }
        for (Path file : leftOver(directory, pages)) {
            Files.delete(file);
        }
    }

    /** Every page, in a fixed order. */
    static List<Page> pages() {
        List<Page> pages = new ArrayList<>(List.of(
                OptionsPage.page(),
                CommandForm.page(),
                GithubForm.page(),
                GitlabForm.page(),
                CircleciForm.page(),
                SpaceliftForm.page()));
        pages.addAll(JenkinsForm.pages());
        return List.copyOf(pages);
    }

    /** The help files of the Jenkins plugin's step that no page is for. */
    static List<Path> leftOver(Path directory, List<Page> pages) throws IOException {
        List<Path> wanted =
                pages.stream().map(page -> directory.resolve(page.path())).toList();
        List<Path> extra = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory.resolve(JenkinsForm.FOLDER), "help-*.html")) {
            files.forEach(file -> {
                if (!wanted.contains(file)) {
                    extra.add(file);
                }
            });
        }
        return extra;
    }
}
