package dev.machineid.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.machineid.lab", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packages_haveNoCycles =
            slices().matching("dev.machineid.lab.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule lab_usesOnlyTheCoresMessagesAndSecrets = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.machineid.core.request..",
                    "dev.machineid.core.platform..",
                    "dev.machineid.core.cluster..",
                    "dev.machineid.core.join..",
                    "dev.machineid.core.issue..",
                    "dev.machineid.core.identity..",
                    "dev.machineid.core.output..",
                    "dev.machineid.core.session..",
                    "okhttp3..")
            .because("the lab is a second implementation, not the client's own");

    @ArchTest
    static final ArchRule onlyMain_speaksToTheConsole = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(Main.class.getName())
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule junit_isUsedByTheExtensionOnly = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(LabClusterExtension.class.getName())
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.junit..");
}
