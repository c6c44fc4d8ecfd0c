package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.slaves.DumbSlave;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Fifty builds at once on one agent with two identities each; run by name, because it takes minutes. */
@WithJenkins
@Timeout(1800)
class ManyBuildsCheck {
    private static final int BUILDS = Integer.getInteger("machineid.builds", 50);
    private static final long LARGEST_GROWTH = 5L * 1024 * 1024;

    private static final String SCRIPT = """
            node('many') {
              withMachineId(ssh: true) {
                withMachineId(prefix: 'B_', ssh: true) {
                  sh '''
                    set +x
                    test "$MACHINE_ID_DIR" != "$B_MACHINE_ID_DIR"
                    for dir in "$MACHINE_ID_DIR" "$B_MACHINE_ID_DIR"; do
                      own=$(cd "$dir" && pwd -P)
                      grep -q "$own/key" "$dir/ssh_config"
                      ssh-keygen -y -f "$dir/key" | cut -d' ' -f2 >a
                      cut -d' ' -f2 <"$dir/key.pub" >b
                      cmp a b
                    done
                    echo "own $(cksum <"$MACHINE_ID_DIR/key") $(cksum <"$B_MACHINE_ID_DIR/key")"
                  '''
                }
              }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void builds_atOnceWithTwoIdentitiesEach_mixNothingLeaveNothingAndFreeTheirMemory(JenkinsRule jenkins)
            throws Exception {
        try (Lab lab = Lab.start(directory.resolve("lab"))) {
            Fixture.configure(lab);
            DumbSlave agent = jenkins.createSlave("many", "many", null);
            agent.setNumExecutors(BUILDS);
            jenkins.jenkins.updateNode(agent);
            jenkins.waitOnline(agent);
            WorkflowJob warm = Fixture.pipeline(jenkins, "warm", SCRIPT);
            long first = jenkins.buildAndAssertSuccess(warm).getDuration();
            long alone = jenkins.buildAndAssertSuccess(warm).getDuration();
            WorkflowJob empty = Fixture.pipeline(jenkins, "empty", "node('many') { sh 'set +x; echo empty' }");
            jenkins.buildAndAssertSuccess(empty);
            long without = jenkins.buildAndAssertSuccess(empty).getDuration();
            List<WorkflowJob> jobs = new ArrayList<>();
            for (int i = 0; i < BUILDS; i++) {
                jobs.add(Fixture.pipeline(jenkins, "many-" + i, SCRIPT));
            }
            round(jenkins, jobs);
            long before = heap();
            Instant start = Instant.now();

            List<String> own = round(jenkins, jobs);

            Duration took = Duration.between(start, Instant.now());
            long after = heap();
            System.getLogger(ManyBuildsCheck.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            "builds " + BUILDS + "; one alone: first " + first + " ms, second " + alone
                                    + " ms, without identities " + without + " ms; all at once " + took.toMillis()
                                    + " ms; heap before " + before / 1024 + " kB, after " + after / 1024 + " kB");
            assertThat(own).hasSize(BUILDS).doesNotHaveDuplicates();
            assertThat(Fixture.files(Path.of(agent.getRemoteFS()))).isEmpty();
            assertThat(after - before).isLessThan(LARGEST_GROWTH);
        }
    }

    private static List<String> round(JenkinsRule jenkins, List<WorkflowJob> jobs) throws Exception {
        List<WorkflowRun> runs = new ArrayList<>();
        for (WorkflowJob job : jobs) {
            runs.add(job.scheduleBuild2(0).waitForStart());
        }
        List<String> own = new ArrayList<>();
        for (WorkflowRun run : runs) {
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
            JenkinsRule.getLog(run)
                    .lines()
                    .filter(line -> line.startsWith("own "))
                    .forEach(own::add);
        }
        return own;
    }

    /** What is left after collecting several times. */
    private static long heap() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 6; i++) {
            System.gc();
            Thread.sleep(300);
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
