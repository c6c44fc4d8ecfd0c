package dev.machineid.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The arrows between packages and what no class of the core may do. */
@AnalyzeClasses(packages = "dev.machineid.core", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "dev.machineid.core";
    private static final String WIRE = ROOT + ".wire..";

    /** Names of join tokens, which are no secrets. */
    private static final Set<String> NO_SECRET = Set.of("tokenName");

    private static final Pattern SECRET_NAME = Pattern.compile(".*(token|secret|passw|jwt|bearer|privatekey).*");

    private static final DescribedPredicate<JavaClass> OURS = resideInAPackage(ROOT + "..")
            .and(DescribedPredicate.not(resideInAPackage(WIRE)))
            .as("the core's own");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_DEPENDS_ON_THE_ROOT = noClasses()
            .that()
            .resideInAPackage(ROOT + ".*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT);

    @ArchTest
    static final ArchRule SECRET_STANDS_ALONE = only("secret");

    @ArchTest
    static final ArchRule REPORT_STANDS_ALONE = only("report");

    @ArchTest
    static final ArchRule REQUEST = only("request", "report", "secret");

    @ArchTest
    static final ArchRule PLATFORM = only("platform", "request", "report", "secret");

    @ArchTest
    static final ArchRule IDENTITY = only("identity", "report", "secret");

    @ArchTest
    static final ArchRule CLUSTER = only("cluster", "platform", "request", "report", "secret");

    @ArchTest
    static final ArchRule JOIN = only("join", "cluster", "identity", "platform", "request", "report", "secret");

    @ArchTest
    static final ArchRule ISSUE = only("issue", "join", "cluster", "identity", "report", "secret");

    @ArchTest
    static final ArchRule OUTPUT = only("output", "identity", "report", "secret");

    @ArchTest
    static final ArchRule SESSION = only("session", "report", "secret");

    @ArchTest
    static final ArchRule STATE = only("state", "identity", "session", "report", "secret");

    @ArchTest
    static final ArchRule CONNECT = only("connect", "cluster", "identity", "report", "secret");

    @ArchTest
    static final ArchRule MULTIPLEXER = only("multiplexer", "connect", "cluster", "report", "secret");

    private static ArchRule only(String name, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = ROOT + "." + name + "..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = ROOT + "." + others[i] + "..";
        }
        return classes()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should(com.tngtech.archunit.lang.conditions.ArchConditions.not(
                        dependOnClassesThat(OURS.and(DescribedPredicate.not(resideInAnyPackage(allowed))))));
    }

    @ArchTest
    static final ArchRule ENVIRONMENT_IS_INJECTED = noClasses()
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .accessField(System.class, "in");

    @ArchTest
    static final ArchRule NOBODY_DECIDES_TRUST_HIMSELF = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.machineid.core.cluster.AwaitedTrust") // asks another one; tested for that
            .and()
            .doNotHaveFullyQualifiedName("dev.machineid.core.cluster.NamingTrust") // asks another one
            .and()
            .doNotHaveFullyQualifiedName("dev.machineid.core.cluster.ServersOnly") // leaves the question open
            .and()
            .doNotHaveFullyQualifiedName(
                    "dev.machineid.core.cluster.ProvisionalTrust") // for one public question; tested for that
            .and()
            .doNotHaveFullyQualifiedName(
                    "dev.machineid.core.cluster.NoAuthorities") // refuses everybody; tested for that
            .should()
            .implement(javax.net.ssl.TrustManager.class)
            .orShould()
            .beAssignableTo(javax.net.ssl.X509TrustManager.class)
            .orShould()
            .beAssignableTo(javax.net.ssl.HostnameVerifier.class);

    @ArchTest
    static final ArchRule NOBODY_REPLACES_THE_HOST_NAME_CHECK = noClasses()
            .should()
            .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                    com.tngtech.archunit.core.domain.properties.HasName.Predicates.name("hostnameVerifier")));

    @ArchTest
    static final ArchRule SECRETS_ARE_NO_STRINGS = noFields()
            .that()
            .areDeclaredInClassesThat(OURS)
            .and(DescribedPredicate.<JavaField>describe("hold a secret by their name", ArchitectureTest::soundsSecret))
            .should()
            .haveRawType(String.class);

    @ArchTest
    static final ArchRule SECRETS_ARE_NO_BYTES_EITHER = noFields()
            .that()
            .areDeclaredInClassesThat(OURS)
            .and(DescribedPredicate.<JavaField>describe("hold a secret by their name", ArchitectureTest::soundsSecret))
            .should()
            .haveRawType(byte[].class)
            .orShould()
            .haveRawType(char[].class);

    /** Constants are names of variables and message texts, known to every reader of the source. */
    private static boolean soundsSecret(JavaField field) {
        boolean constant = field.getModifiers()
                .containsAll(Set.of(
                        com.tngtech.archunit.core.domain.JavaModifier.STATIC,
                        com.tngtech.archunit.core.domain.JavaModifier.FINAL));
        return !constant
                && !NO_SECRET.contains(field.getName())
                && SECRET_NAME.matcher(field.getName().toLowerCase(Locale.ROOT)).matches();
    }

    @ArchTest
    static final ArchRule NO_BINDING_AND_NO_LOGGING = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "com.fasterxml.jackson.databind..",
                    "com.fasterxml.jackson.annotation..",
                    "java.util.logging..",
                    "org.slf4j..",
                    "org.apache..");

    @ArchTest
    static final ArchRule NO_SERIALIZATION =
            noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectInputStream");

    @ArchTest
    static final ArchRule FIELDS_ARE_NOT_PUBLIC = fields().that()
            .areDeclaredInClassesThat(OURS)
            .and()
            .arePublic()
            .should()
            .beStatic()
            .andShould()
            .beFinal();
}
