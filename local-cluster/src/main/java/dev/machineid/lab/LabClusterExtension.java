package dev.machineid.lab;

import dev.machineid.lab.issuer.Issuer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One {@link LabCluster} per test class, for parameters of that type and of type {@link Issuer}: with
 * {@code @ExtendWith(LabClusterExtension.class)}, or in a static field with {@code @RegisterExtension} to change its
 * settings. The class fails if a client broke a rule that real servers punish ({@code Counters.violations()}).
 */
public final class LabClusterExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
    private final UnaryOperator<LabBuilder> settings;
    private @Nullable LabCluster cluster;

    public LabClusterExtension() {
        this(builder -> builder);
    }

    public LabClusterExtension(UnaryOperator<LabBuilder> settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (cluster == null) { // not again for a nested class
            cluster = settings.apply(LabCluster.builder()).start();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        LabCluster running = cluster;
        if (running == null
                || context.getParent().map(p -> p.getTestClass().isPresent()).orElse(false)) {
            return; // the outer class still needs it
        }
        cluster = null;
        running.close();
        List<String> violations = running.counters().violations();
        if (!violations.isEmpty()) {
            throw new AssertionError("a client did what it must never do to a real cluster: " + violations);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == LabCluster.class || type == Issuer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        LabCluster running = cluster();
        return parameter.getParameter().getType() == Issuer.class ? running.issuer() : running;
    }

    /** The running cluster. */
    public LabCluster cluster() {
        LabCluster running = cluster;
        if (running == null) {
            throw new IllegalStateException("the cluster runs only during the tests of its class");
        }
        return running;
    }
}
