package dev.machineid.docs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the generated reference into the directory that is the first argument and, if a second names the root of the
 * checkout, the adapters' generated files below it.
 */
public final class Generate {
    private Generate() {}

    /**
     * Writes every file, and removes help files of options that are no more; other files stay as they are.
     *
     * @throws IOException if the directory cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || arguments.length > 2) {
            throw new IllegalArgumentException("usage: Generate DIRECTORY [ROOT]");
        }
        Path directory = Path.of(arguments[0]);
        List<Page> pages = pages();
        for (Page page : pages) {
            write(page, directory);
        }
        for (Path file : leftOver(directory, pages)) {
            Files.delete(file);
        }
        if (arguments.length == 2) {
            for (Page page : adapterPages(Path.of(arguments[1]))) {
                write(page, Path.of(arguments[1]));
            }
        }
    }

    private static void write(Page page, Path directory) throws IOException {
        Path file = directory.resolve(page.path());
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, page.text());
    }

    /** What is written into the adapters' own directories, by paths below the root of the checkout, which they read. */
    static List<Page> adapterPages(Path root) throws IOException {
        List<Page> pages = new ArrayList<>();
        pages.add(new GitlabComponent(root).page());
        pages.addAll(new CircleciOrb(root).pages());
        pages.addAll(SpaceliftHook.pages(root));
        pages.add(GithubAction.page(root));
        return List.copyOf(pages);
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
