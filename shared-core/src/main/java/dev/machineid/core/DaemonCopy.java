package dev.machineid.core;

import dev.machineid.core.identity.Credentials;
import dev.machineid.core.identity.IdentityFile;
import dev.machineid.core.identity.TeleportIdentity;
import dev.machineid.core.issue.Issued;
import dev.machineid.core.issue.KubernetesAccess;
import dev.machineid.core.issue.Reached;
import dev.machineid.core.output.Delivery;
import dev.machineid.core.output.IdentityOutput;
import dev.machineid.core.output.Place;
import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.report.LoginReport;
import dev.machineid.core.report.SafeText;
import dev.machineid.core.request.ClusterAddress;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.OutputSpec;
import dev.machineid.core.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Copies one generation of what a daemon keeps into the job's own directory: all of it from the same generation, whatever
 * the daemon does meanwhile, and with no more life than it has left.
 *
 * <p>What names places is written anew for the job's own directory and program: {@code identity}, {@code ssh} and
 * {@code terraform} from the one identity file; of other outputs the files are taken, and the paths in them changed.
 */
final class DaemonCopy {
    /** The method's place in a report. */
    static final String METHOD = "daemon";

    /** A reader that stops for longer than an old generation lives begins again. */
    private static final int ATTEMPTS = 4;

    private static final Set<OutputKind> OF_THE_IDENTITY =
            Set.of(OutputKind.IDENTITY, OutputKind.SSH, OutputKind.TERRAFORM);

    private final JobEnvironment job;
    private final Clock clock;
    private final MachineIdRequest request;
    private final Path source;

    DaemonCopy(JobEnvironment job, Clock clock, MachineIdRequest request, Path source) {
        this.job = job;
        this.clock = clock;
        this.request = request;
        this.source = source;
    }

    /** What a copy came to. */
    record Copied(Delivery delivery, LoginReport report) {}

    /**
     * Copies it.
     *
     * @param following whether the variables lead to the newest generation of the job's own directory
     */
    Copied go(CredentialStore store, boolean following) {
        Taken taken = take();
        Delivery delivery = store.deliver(
                place -> contents(taken, place),
                taken.kept().expires(),
                access(taken.kept().note()),
                following,
                () -> {});
        return new Copied(delivery, report(taken.kept().note(), delivery));
    }

    /** Up to the copy, which is left out. */
    Rehearsal rehearse() {
        GenerationNote note = take().kept().note();
        return new Rehearsal(note.cluster(), "", METHOD, List.of());
    }

    /** Everything that is wanted, in memory, from one generation. */
    private record Taken(KeptCredentials kept, Map<String, byte[]> files) {}

    private Taken take() {
        for (int attempt = 1; ; attempt++) {
            KeptCredentials kept = KeptCredentials.required(source);
            check(kept);
            Map<String, byte[]> files = new LinkedHashMap<>();
            try {
                for (String name : names(kept.note())) {
                    files.put(name, kept.read(name));
                }
                return new Taken(kept, files);
            } catch (IOException removedMeanwhile) {
                if (attempt == ATTEMPTS
                        || KeptCredentials.required(source).generation().equals(kept.generation())) {
                    throw unreadable(removedMeanwhile);
                }
            }
        }
    }

    private void check(KeptCredentials kept) {
        GenerationNote note = kept.note();
        if (!clock.instant().isBefore(kept.expires())) {
            throw new InvalidRequestException(
                    ErrorCode.CREDENTIALS_EXPIRED,
                    "the daemon's credentials in " + SafeText.quote(source.toString()) + " ended at " + kept.expires(),
                    "the daemon does not renew them: its log and its /readyz say why");
        }
        Guarding.copied(request, note);
        for (OutputSpec output : request.outputs()) {
            if (output.kind() == OutputKind.KUBERNETES && output.hasTunnel()) {
                throw new InvalidRequestException(
                        ErrorCode.CONFLICTING_OPTIONS,
                        "the output " + output
                                + " wants a tunnel, and the daemon's kubeconfig leads to the proxy itself",
                        "leave port= out; past a load balancer that ends TLS this job has to join by itself");
            }
            if (parts(note, output).isEmpty() && !isInIdentity(output, note)) {
                throw new InvalidRequestException(
                        ErrorCode.OUTPUT_NOT_SUPPORTED,
                        "the daemon keeps no output " + output + " in " + SafeText.quote(source.toString()),
                        List.of("it keeps: "
                                + String.join(
                                        ", ",
                                        note.parts().stream()
                                                .map(GenerationNote.Part::output)
                                                .toList())),
                        "ask for one of these, or add it to the daemon's configuration",
                        null);
            }
        }
    }

    /** Whatever of the daemon's outputs has the identity file, the others of its kind can be made of it. */
    private static boolean isInIdentity(OutputSpec output, GenerationNote note) {
        return OF_THE_IDENTITY.contains(output.kind())
                && note.parts().stream().anyMatch(part -> part.files().contains(IdentityOutput.FILE));
    }

    /** The daemon's outputs that are the wanted one: the same kind and target, whatever their settings. */
    private static List<GenerationNote.Part> parts(GenerationNote note, OutputSpec wanted) {
        return note.parts().stream()
                .filter(part -> sameTarget(part.output(), wanted))
                .toList();
    }

    private static boolean sameTarget(String text, OutputSpec wanted) {
        try {
            OutputSpec kept = OutputSpec.parse(text);
            return kept.kind() == wanted.kind() && kept.name().equals(wanted.name());
        } catch (InvalidRequestException ofANewerVersion) {
            return false;
        }
    }

    private List<OutputSpec> ofTheIdentity() {
        return request.outputs().stream()
                .filter(output -> OF_THE_IDENTITY.contains(output.kind()))
                .toList();
    }

    private List<GenerationNote.Part> taken(GenerationNote note) {
        return request.outputs().stream()
                .filter(output -> !OF_THE_IDENTITY.contains(output.kind()))
                .flatMap(output -> parts(note, output).stream())
                .toList();
    }

    private Set<String> names(GenerationNote note) {
        Set<String> names = new java.util.LinkedHashSet<>();
        if (!ofTheIdentity().isEmpty()) {
            names.add(IdentityOutput.FILE);
        }
        taken(note).forEach(part -> names.addAll(part.files()));
        return names;
    }

    private Delivery contents(Taken taken, Place place) {
        GenerationNote note = taken.kept().note();
        List<Delivery> deliveries = new ArrayList<>();
        byte[] identity = taken.files().get(IdentityOutput.FILE);
        if (!ofTheIdentity().isEmpty() && identity != null) {
            Credentials credentials = Adopting.credentials(IdentityFile.read(identity));
            TeleportIdentity who = TeleportIdentity.of(credentials.tls());
            deliveries.add(CredentialStore.contents(
                    new Issued(credentials, who.roles(), KubernetesAccess.none(), Reached.nothing()),
                    ofTheIdentity(),
                    job.program(),
                    place));
        }
        for (GenerationNote.Part part : taken(note)) {
            Map<String, Secret> files = new LinkedHashMap<>();
            List<Secret> masks = new ArrayList<>();
            for (String name : part.files()) {
                byte[] content = taken.files().get(name);
                // What the identity is written of is written already, in the same words.
                if (content != null
                        && deliveries.stream().noneMatch(other -> other.files().containsKey(name))) {
                    files.put(name, moved(content, taken.kept().generation(), place.generation()));
                    masks.addAll(CopiedSecrets.in(content));
                }
            }
            Map<String, String> variables = new LinkedHashMap<>();
            part.variables()
                    .forEach((name, value) -> variables.put(
                            name,
                            value.replace(
                                    taken.kept().generation().toString(),
                                    place.exported().toString())));
            deliveries.add(new Delivery(files, variables, masks, List.of()));
        }
        taken.files().values().forEach(content -> Arrays.fill(content, (byte) 0));
        return merged(deliveries);
    }

    /** The job's own words come first: of a variable that two have, the first one's value is taken. */
    private static Delivery merged(List<Delivery> deliveries) {
        Map<String, Secret> files = new LinkedHashMap<>();
        Map<String, String> environment = new LinkedHashMap<>();
        List<Secret> masks = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            delivery.files().forEach(files::putIfAbsent);
            delivery.environment().forEach(environment::putIfAbsent);
            masks.addAll(delivery.masks());
            warnings.addAll(delivery.warnings());
        }
        return new Delivery(files, environment, masks, warnings);
    }

    private static Secret moved(byte[] content, Path from, Path to) {
        // Byte for byte: what is no text at all comes through unchanged.
        String text = new String(content, StandardCharsets.ISO_8859_1);
        String before = new String(from.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String after = new String(to.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        byte[] bytes = text.replace(before, after).getBytes(StandardCharsets.ISO_8859_1);
        try {
            return Secret.of(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private ProxyAccess access(GenerationNote note) {
        ClusterAddress said = request.endpoint().outputAddress();
        boolean same = said.toString().equals(note.proxy());
        return new ProxyAccess(said, same ? note.proxyOptions() : List.of());
    }

    private LoginReport report(GenerationNote note, Delivery delivery) {
        Instant now = clock.instant();
        Duration left = Duration.between(now, note.expires());
        return new LoginReport(
                note.cluster(),
                "",
                note.bot(),
                note.roles(),
                note.logins(),
                note.leaves(),
                METHOD,
                List.of(),
                request.outputs().stream().map(OutputSpec::toString).toList(),
                left,
                left,
                note.expires(),
                0,
                0,
                delivery.warnings());
    }

    private InvalidRequestException unreadable(IOException cause) {
        return new InvalidRequestException(
                ErrorCode.CREDENTIALS_UNREADABLE,
                "the daemon's credentials in " + SafeText.quote(source.toString()) + " cannot be read",
                List.of("reason: " + cause.getClass().getSimpleName()),
                "let the user who runs this job be one of the daemon's readers",
                cause);
    }
}
