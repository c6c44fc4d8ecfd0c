package io.jenkins.plugins.machineid.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.OutputKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTest {
    @Test
    void entry_isWhatEveryPlatformWrites() {
        SshOutput ssh = new SshOutput();
        assertThat(ssh.entry()).isEqualTo("ssh");
        ssh.setLeaf("leaf-a");
        ssh.setProxyCommand("openssl");
        DatabaseOutput database = new DatabaseOutput("pg");
        database.setUser("ci");
        database.setName("app");

        assertThat(ssh.entry()).isEqualTo("ssh:leaf-a,proxy-command=openssl");
        assertThat(new KubernetesOutput(" staging ").entry()).isEqualTo("kubernetes:staging");
        assertThat(database.entry()).isEqualTo("database:pg,user=ci,name=app");
        assertThat(new IdentityOutput().entry()).isEqualTo("identity");
        IdentityOutput asking = new IdentityOutput();
        asking.setAllowReissue(true);
        assertThat(asking.entry()).isEqualTo("identity,allow-reissue=true");
        assertThat(new TerraformOutput().entry()).isEqualTo("terraform");
        assertThat(new ApplicationOutput("grafana").entry()).isEqualTo("application:grafana");
        ApplicationOutput wiki = new ApplicationOutput("wiki");
        wiki.setPort("8080");
        assertThat(wiki.entry()).isEqualTo("application:wiki,port=8080");
        database.setFormat("mongo");
        database.setPort("auto");
        assertThat(database.entry()).isEqualTo("database:pg,user=ci,name=app,format=mongo,port=auto");
        assertThat(new WorkloadIdentityOutput("web").entry()).isEqualTo("workload-identity:web");
    }

    @Test
    void entry_ofWhatLabelsChoose_hasNoName() {
        KubernetesOutput kubernetes = new KubernetesOutput("");
        kubernetes.setLabels("env:staging, team:web");
        kubernetes.setExec(true);
        assertThat(kubernetes.entry()).isEqualTo("kubernetes,labels=\"env:staging, team:web\",exec=true");
        kubernetes.setPort("auto");
        assertThat(kubernetes.entry()).isEqualTo("kubernetes,labels=\"env:staging, team:web\",exec=true,port=auto");
        kubernetes.setPort("");
        kubernetes.setExec(false);
        kubernetes.setLabels("env:staging");
        assertThat(kubernetes.entry()).isEqualTo("kubernetes,labels=env:staging");
        assertThat(new KubernetesOutput("*").entry()).isEqualTo("kubernetes:*");
        WorkloadIdentityOutput workload = new WorkloadIdentityOutput("web");
        workload.setAudience("a b");
        workload.setFormat("jwt");
        assertThat(workload.entry()).isEqualTo("workload-identity:web,audience=\"a b\",format=jwt");
        assertThat(new WorkloadIdentityOutput("web").getLabels()).isEmpty();
    }

    @Test
    void entry_ofASymbolWithoutItsName_takesLabels_orIsRefused() {
        // A pipeline that writes kubernetes(labels: ...) gives the constructor nothing at all.
        KubernetesOutput kubernetes = new KubernetesOutput(null);
        assertThatThrownBy(kubernetes::entry).isInstanceOf(InvalidRequestException.class);
        kubernetes.setLabels("env:staging");
        assertThat(kubernetes.entry()).isEqualTo("kubernetes,labels=env:staging");
        WorkloadIdentityOutput workload = new WorkloadIdentityOutput(null);
        workload.setLabels("team:web");
        assertThat(workload.entry()).isEqualTo("workload-identity,labels=team:web");
        assertThat(workload.getName()).isEmpty();
        assertThatThrownBy(() -> new ApplicationOutput(null).entry()).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new DatabaseOutput(null).entry()).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void entry_withoutItsNameOrWithABadSetting_isRefused() {
        assertThatThrownBy(() -> new KubernetesOutput("").entry()).isInstanceOf(InvalidRequestException.class);
        SshOutput ssh = new SshOutput();
        ssh.setProxyCommand("netcat");
        assertThatThrownBy(ssh::entry).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void everyKind_hasASymbol() {
        List<Output> all = List.of(
                new SshOutput(),
                new IdentityOutput(),
                new TerraformOutput(),
                new KubernetesOutput("x"),
                new ApplicationOutput("x"),
                new DatabaseOutput("x"),
                new WorkloadIdentityOutput("x"));
        assertThat(all).hasSize(OutputKind.values().length);
        assertThat(all.stream().map(output -> output.entry().split("[:,]", 2)[0]))
                .containsExactlyInAnyOrderElementsOf(List.of(OutputKind.values()).stream()
                        .map(OutputKind::word)
                        .toList());
    }
}
