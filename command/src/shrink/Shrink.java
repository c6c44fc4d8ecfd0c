import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import proguard.Configuration;
import proguard.ConfigurationParser;
import proguard.ProGuard;

/**
 * Makes a program's jar of its class path: what its Main reaches, the licences, and nothing else; the same bytes each time. The engine of the
 * action finds its classes by name, so it is taken whole, without data and native code that nothing here uses.
 */
final class Shrink {
    private static final int OLDEST_JAVA = 17;
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/(\\d+)/(.+)");
    private static final Pattern LICENCE = Pattern.compile("META-INF/([^/]*(?:LICENSE|NOTICE|COPYING)[^/]*)");
    private static final String SUFFIX_LIST = "okhttp3/internal/publicsuffix/PublicSuffixDatabase";
    private static final List<String> MODULES = List.of("java.base", "java.logging", "java.naming", "java.sql", "jdk.httpserver", "jdk.unsupported");

    private static final Pattern ENGINE = Pattern.compile(".*[/\\\\]org[/\\\\]graalvm[/\\\\].*");
    private static final Pattern NOT_OF_ENGINE = Pattern.compile("(.*/)?module-info\\.class|META-INF/(MANIFEST\\.MF|maven/.*|resources/.*|native-image/.*|[^/]*\\.(SF|RSA|DSA))"
            + "|org/graalvm/shadowed/com/ibm/icu/impl/data/.*");

    private final Path root;
    private final Path module;
    private final String main;
    private final Path work;
    private final SortedMap<String, byte[]> whole = new TreeMap<>();
    private final SortedMap<String, byte[]> classes = new TreeMap<>();
    private final SortedMap<String, byte[]> others = new TreeMap<>();

    private Shrink(Path root, Path module, String main) {
        this.root = root;
        this.module = module;
        this.main = main;
        this.work = module.resolve("target/shrink");
    }

    /**
     * Arguments: the repository's root, the class path, the version, the moment that every entry bears; for another program than the one of
     * this module also its module, its jar's name and its main class.
     */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        boolean other = arguments.length > 4;
        String jar = other ? arguments[5] : "machine-id.jar";
        Shrink shrink = new Shrink(root, root.resolve(other ? arguments[4] : "command"), other ? arguments[6] : "dev.machineid.command.Main");
        Files.createDirectories(shrink.work);
        for (String path : arguments[1].split(Pattern.quote(java.io.File.pathSeparator))) {
            shrink.add(Path.of(path));
        }
        shrink.finish(shrink.module.resolve("target").resolve(jar), arguments[2], Instant.parse(arguments[3]));
    }

    private void add(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    take(path.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
                }
            }
            return;
        }
        String library = path.getFileName().toString().replaceFirst("-\\d.*", "");
        if (ENGINE.matcher(path.toString()).matches()) {
            engine(path);
            licences(List.of("icu4j", "xz", "js-language").contains(library) ? library : "graalvm", new TreeMap<>());
            return;
        }
        SortedMap<String, byte[]> entries = new TreeMap<>();
        Map<String, Integer> releases = new TreeMap<>();
        try (ZipFile jar = new ZipFile(path.toFile())) {
            for (ZipEntry entry : jar.stream().filter(each -> !each.isDirectory()).toList()) {
                Matcher versioned = VERSIONED.matcher(entry.getName());
                boolean special = versioned.matches();
                int release = special ? Integer.parseInt(versioned.group(1)) : 0;
                String name = special ? versioned.group(2) : entry.getName();
                if (release <= OLDEST_JAVA && releases.getOrDefault(name, -1) < release) {
                    releases.put(name, release);
                    entries.put(name, jar.getInputStream(entry).readAllBytes());
                }
            }
        }
        entries.forEach(this::take);
        licences(library, entries);
    }

    /** Lists of services are put together, since the libraries share their names. */
    private void engine(Path path) throws IOException {
        try (ZipFile jar = new ZipFile(path.toFile())) {
            for (ZipEntry entry : jar.stream().filter(each -> !each.isDirectory()).toList()) {
                byte[] content = jar.getInputStream(entry).readAllBytes();
                if (!NOT_OF_ENGINE.matcher(entry.getName()).matches()) {
                    boolean service = entry.getName().startsWith("META-INF/services/");
                    whole.merge(entry.getName(), content, (one, two) -> service ? joined(one, two) : one);
                }
            }
        }
    }

    private static byte[] joined(byte[] one, byte[] two) {
        var utf8 = java.nio.charset.StandardCharsets.UTF_8;
        return (new String(one, utf8).stripTrailing() + "\n" + new String(two, utf8)).getBytes(utf8);
    }

    private void take(String name, byte[] content) {
        if (name.endsWith("module-info.class")) {
            return;
        }
        if (name.endsWith(".class")) {
            classes.putIfAbsent(name, content);
        } else if (name.startsWith("dev/machineid/") || name.startsWith("META-INF/licenses/") || name.startsWith(SUFFIX_LIST)) {
            others.putIfAbsent(name, content);
        }
    }

    private void licences(String library, SortedMap<String, byte[]> entries) throws IOException {
        String folder = "META-INF/licenses/" + library + "/";
        entries.forEach((name, content) -> {
            Matcher licence = LICENCE.matcher(name);
            if (licence.matches()) {
                others.put(folder + licence.group(1), content);
            }
        });
        Path own = root.resolve("command/src/shrink/licenses");
        if (Files.readAllLines(own.resolve("apache-2.0.txt")).contains(library)) {
            others.put(folder + "LICENSE", Files.readAllBytes(root.resolve("LICENSE")));
        }
        for (Path texts : List.of(own.resolve(library), module.resolve("src/shrink/licenses").resolve(library))) {
            if (Files.isDirectory(texts)) {
                try (Stream<Path> files = Files.list(texts)) {
                    for (Path file : files.toList()) {
                        others.put(folder + file.getFileName(), Files.readAllBytes(file));
                    }
                }
            }
        }
        if (others.keySet().stream().noneMatch(name -> name.startsWith(folder + "LICENSE"))) {
            throw new IllegalStateException("no licence text for " + library + "; put it into " + own.resolve(library));
        }
    }

    private void finish(Path jar, String version, Instant moment) throws Exception {
        SortedMap<String, byte[]> result = shrunk();
        others.forEach((name, content) -> {
            if (!name.startsWith(SUFFIX_LIST) || result.containsKey(SUFFIX_LIST + ".class")) {
                result.put(name, content);
            }
        });
        result.put("META-INF/LICENSE", Files.readAllBytes(root.resolve("LICENSE")));
        result.put("META-INF/licenses/THIRD-PARTY.md", Files.readAllBytes(root.resolve("THIRD-PARTY.md")));
        whole.forEach(result::putIfAbsent);
        Path half = work.resolve(jar.getFileName());
        write(half, manifest(version), result, moment, true);
        Files.move(half, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        System.out.println(jar.getFileName() + ": " + Files.size(jar) + " bytes, " + result.size() + " entries of "
                + (classes.size() + others.size() + whole.size()));
    }

    private byte[] manifest(String version) {
        return ("Manifest-Version: 1.0\r\nMain-Class: " + main + "\r\nImplementation-Title: machine-id\r\n"
                        + "Implementation-Version: " + version + "\r\n"
                        + (whole.isEmpty() ? "" : "Multi-Release: true\r\nEnable-Native-Access: ALL-UNNAMED\r\n") + "\r\n")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private SortedMap<String, byte[]> shrunk() throws Exception {
        Path in = work.resolve("in.jar");
        Path out = work.resolve("out.jar");
        write(in, new byte[0], classes, Instant.EPOCH, false);
        Path beside = work.resolve("engine.jar");
        write(beside, new byte[0], whole, Instant.EPOCH, false);
        Configuration configuration = new Configuration();
        String[] words = {
            "@" + module.resolve("src/shrink/rules.pro"), "-injars", "'" + in + "'", "-outjars", "'" + out + "'",
            "-libraryjars", "'" + platform() + "'" + java.io.File.pathSeparator + "'" + beside + "'"
        };
        try (ConfigurationParser parser = new ConfigurationParser(words, new Properties())) {
            parser.parse(configuration);
        }
        new ProGuard(configuration).execute();
        SortedMap<String, byte[]> result = new TreeMap<>();
        try (ZipFile jar = new ZipFile(out.toFile())) {
            for (ZipEntry entry : jar.stream().filter(each -> each.getName().endsWith(".class")).toList()) {
                result.put(entry.getName(), jar.getInputStream(entry).readAllBytes());
            }
        }
        return result;
    }

    /** The platform's classes as a jar, since not every JDK brings them in a form that ProGuard reads. */
    private Path platform() throws IOException {
        Path jar = work.resolve("java-" + Runtime.version().toString().replace('+', '-') + ".jar");
        if (Files.exists(jar)) {
            return jar;
        }
        SortedMap<String, byte[]> entries = new TreeMap<>();
        for (String module : MODULES) {
            Path top = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", module);
            try (Stream<Path> files = Files.walk(top)) {
                files.filter(file -> file.toString().endsWith(".class") && !file.endsWith("module-info.class"))
                        .forEach(file -> entries.put(top.relativize(file).toString(), bytes(file)));
            }
        }
        Path half = work.resolve("java.jar");
        write(half, new byte[0], entries, Instant.EPOCH, false);
        return Files.move(half, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void write(Path jar, byte[] manifest, SortedMap<String, byte[]> entries, Instant moment, boolean small)
            throws IOException {
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(jar));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setLevel(small ? 9 : 0);
            LocalDateTime time = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
            if (manifest.length > 0) {
                entry(zip, "META-INF/MANIFEST.MF", manifest, time);
            }
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                entry(zip, each.getKey(), each.getValue(), time);
            }
        }
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content, LocalDateTime time) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        if (time.getYear() >= 1980) {
            entry.setTimeLocal(time);
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
