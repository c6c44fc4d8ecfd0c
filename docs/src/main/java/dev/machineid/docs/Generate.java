package dev.machineid.docs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the generated reference into the first argument's directory, and what adapters have of it into the second's. */
public final class Generate {
    private Generate() {}

    /**
     * Writes every file, and removes help files of options that are no more; other files stay as they are.
     *
     * @param arguments the directory of the reference and, for the files outside of it, the root of the checkout
     * @throws IOException if the directory cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 2) {
            throw new IllegalArgumentException("usage: Generate DIRECTORY [ROOT]");
        }
        Path directory = Path.of(arguments[0]);
        List<Page> pages = pages();
        write(directory, pages);
        if (arguments.length == 2) {
            write(Path.of(arguments[1]), adapters(Path.of(arguments[1])));
        }
        for (Path file : leftOver(directory, pages)) {
            Files.delete(file);
        }
    }

    private static void write(Path directory, List<Page> pages) throws IOException {
        for (Page page : pages) {
            Path file = directory.resolve(page.path());
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, page.text());
        }
    }

    /** The pages that lie with the adapters, by their paths below the root of the checkout. */
    static List<Page> adapters(Path root) throws IOException {
        return List.copyOf(SpaceliftHook.pages(root));
    }

    /** Every page of the reference, in a fixed order. */
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

    /** The files in {@code jenkins/} that no page is for. */
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
