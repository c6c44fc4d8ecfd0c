package dev.machineid.command;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.machineid.command", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PROCESS = noClasses()
            .that()
            .doNotBelongToAnyOf(Main.class, Console.class)
            .should()
            .accessField(System.class, "in")
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class)
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class, String.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.io.FileDescriptor.class);

    @ArchTest
    static final ArchRule ARROWS = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.machineid.command..",
                    "dev.machineid.core..",
                    "org.apache.commons.cli..",
                    "com.fasterxml.jackson.core..",
                    "org.jspecify..",
                    "com.sun.net.httpserver..",
                    "java..",
                    "javax.net.ssl..");

    @ArchTest
    static final ArchRule TRUST = noClasses().should().implement(javax.net.ssl.X509TrustManager.class);

    /** Every ssh starts this path anew. */
    @ArchTest
    static final ArchRule SSH_PROXY = noClasses()
            .that()
            .belongToAnyOf(SshProxyVerb.class, PrivateIdentity.class, Arguments.class, Main.class)
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.machineid.core.MachineId")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.machineid.core.request.OptionCatalogue");
}
