package io.jenkins.plugins.machineid;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A controller for each test, configured for one local cluster that all tests of a class share. */
@WithJenkins
@Timeout(600)
abstract class LabCase {
    @TempDir
    static Path directory;

    static Lab lab;

    JenkinsRule jenkins;

    @BeforeAll
    static void start() {
        lab = Lab.start(directory.resolve("lab"));
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @BeforeEach
    void configure(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Fixture.configure(lab);
    }
}
