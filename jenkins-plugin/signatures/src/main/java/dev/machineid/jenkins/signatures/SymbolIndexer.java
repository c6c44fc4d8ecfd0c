package dev.machineid.jenkins.signatures;

import java.io.IOException;
import java.io.Writer;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;

/** Lists the classes with a {@code Symbol}, one a line, where Jenkins looks for them. */
public final class SymbolIndexer extends AbstractProcessor {
    private static final String ANNOTATION = "org.jenkinsci.Symbol";

    private final Set<String> names = new TreeSet<>();

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of(ANNOTATION);
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        for (TypeElement annotation : annotations) {
            for (Element element : round.getElementsAnnotatedWith(annotation)) {
                names.add(processingEnv
                        .getElementUtils()
                        .getBinaryName((TypeElement) element)
                        .toString());
            }
        }
        if (round.processingOver() && !names.isEmpty()) {
            write();
        }
        return false;
    }

    private void write() {
        try (Writer index = processingEnv
                .getFiler()
                .createResource(StandardLocation.CLASS_OUTPUT, "", "META-INF/services/annotations/" + ANNOTATION)
                .openWriter()) {
            for (String name : names) {
                index.write(name + "\n");
            }
        } catch (IOException full) {
            processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, "the index of symbols: " + full);
        }
    }
}
