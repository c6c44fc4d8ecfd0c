package dev.machineid.action;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** One package owns the engine, and the process is touched in one class. */
@AnalyzeClasses(packages = "dev.machineid.action", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_ENGINE_IS_KNOWN_IN_ONE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.machineid.action.toolkit")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.graalvm..", "com.oracle..");

    @ArchTest
    static final ArchRule THE_TOOLKIT_KNOWS_NOTHING_OF_THE_STEP = noClasses()
            .that()
            .resideInAPackage("dev.machineid.action.toolkit")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.machineid.action");

    @ArchTest
    static final ArchRule NO_OTHER_ADAPTER_IS_KNOWN = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.machineid.command..", "dev.machineid.lab..", "io.jenkins..");

    @ArchTest
    static final ArchRule THE_PROCESS_IS_MAINS = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.machineid.action.Main")
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule NOBODY_DECIDES_TRUST_HIMSELF = noClasses()
            .should()
            .beAssignableTo(javax.net.ssl.TrustManager.class)
            .orShould()
            .beAssignableTo(javax.net.ssl.HostnameVerifier.class);
}
