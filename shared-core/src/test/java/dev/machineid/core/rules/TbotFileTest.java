package dev.machineid.core.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import dev.machineid.core.request.ConfigFile;
import dev.machineid.core.request.MachineIdRequest;
import dev.machineid.core.request.OutputKind;
import dev.machineid.core.request.RequestReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TbotFileTest {
    @TempDir
    Path directory;

    private String text(String yaml) throws Exception {
        return TbotFile.read(Files.writeString(directory.resolve("tbot.yaml"), yaml))
                .text();
    }

    /** What our own reader makes of the printed file. */
    private MachineIdRequest request(String yaml) throws Exception {
        Path config = Files.writeString(directory.resolve("machine-id.yaml"), text(yaml));
        return new RequestReader(directory, EnumSet.allOf(OutputKind.class))
                .read(ConfigFile.read(config).single())
                .request();
    }

    private static final String SECOND = """
            version: v2
            oneshot: true
            proxy_server: teleport.example.com:443
            credential_ttl: 1h30m
            renewal_interval: 20m
            onboarding:
              join_method: gitlab
              token: deploy-token
              ca_pins: ["sha256:%s"]
              gitlab: {token_env_var_name: MY_JWT}
            storage: {type: memory}
            services:
              - {type: identity, destination: {type: directory, path: /opt/out, symlinks: secure}, allow_reissue: true}
              - {type: identity, cluster: leaf-a, ssh_config: "on"}
              - {type: application, app_name: wiki}
              - {type: database, service: pg, username: "a b", database: app, format: tls}
              - {type: kubernetes, kubernetes_cluster: staging, destination: {type: kubernetes_secret, name: x}}
              - {type: kubernetes/v2, selectors: [{name: prod}, {labels: {env: x}}]}
              - {type: workload-identity-x509, selector: {name: web}}
              - {type: workload-identity-jwt, selector: {labels: {team: [web, api], env: [x]}}, audiences: [a, b]}
              - {type: ssh-multiplexer}
              - {type: application-tunnel, app_name: wiki2, listen: "tcp://127.0.0.1:8080"}
              - {type: database-tunnel, service: pg2, username: ci, database: app, listen: "unix:///run/pg"}
              - {type: brand-new}
            diag_addr: 127.0.0.1:3000
            surprise: hunter2
            """.formatted("ab".repeat(32));

    @Test
    void secondVersion_becomesOptionsThatOurReaderTakes() throws Exception {
        MachineIdRequest request = request(SECOND);
        assertThat(request.endpoint().address()).hasToString("teleport.example.com:443");
        assertThat(request.tokenName()).isEqualTo("deploy-token");
        assertThat(request.proof().oidc()).isPresent();
        assertThat(request.ttl().effective()).hasMinutes(90);
        assertThat(request.trust().caPins()).hasSize(1);
        assertThat(request.outputs().stream().map(Object::toString))
                .containsExactly(
                        "ssh",
                        "identity,allow-reissue=true",
                        "ssh:leaf-a",
                        "application:wiki",
                        "database:pg,user=\"a b\",name=app,format=tls",
                        "kubernetes:staging",
                        "kubernetes:prod",
                        "kubernetes,labels=env:x",
                        "workload-identity:web",
                        "workload-identity,labels=\"team:web,env:x\",audience=\"a b\",format=jwt",
                        "application:wiki2,port=8080",
                        "database:pg2,user=ci,name=app,port=auto");
    }

    @Test
    void secondVersion_namesWhatHasNoCounterpart() throws Exception {
        assertThat(text(SECOND)).contains("#   machine-id login --proxy teleport.example.com:443 --token deploy-token");
        assertThat(text(SECOND).replace("\n#  ", ""))
                .contains("renewal_interval: ")
                .contains("storage, data_dir: ")
                .contains("diag_addr: ")
                .doesNotContain("allow_reissue: ")
                .contains("destination /opt/out: ")
                .contains("destination symlinks: ")
                .contains("kubernetes_secret: ")
                .contains("label team: one value is selected here, the first")
                .contains("ssh-multiplexer: add the option ssh-multiplexer")
                .contains("brand-new: not a service")
                .contains("surprise: not a word")
                .doesNotContain("hunter2");
    }

    @Test
    void firstVersion_becomesTheSame() throws Exception {
        MachineIdRequest request = request("""
                auth_server: auth.example.com:3025
                certificate_ttl: 2h
                data_dir: /var/lib/teleport/bot
                onboarding: {join_method: github, token: gh, ca_path: /etc/ca.pem}
                destinations:
                  - directory: /opt/a
                    roles: [access]
                  - directory: {path: /opt/b}
                    roles: [access]
                    database: {service: pg, username: u, database: d}
                  - {directory: /opt/c, roles: [access], app: {app: wiki}}
                  - {directory: /opt/d, roles: [access], kubernetes_cluster: {cluster_name: k}}
                """);
        assertThat(request.outputs().stream().map(Object::toString))
                .containsExactly("ssh", "identity", "database:pg,user=u,name=d", "application:wiki", "kubernetes:k");
        assertThat(request.roles()).containsExactly("access");
        assertThat(request.trust().caFile()).contains(Path.of("/etc/ca.pem"));
        assertThat(text("auth_server: auth.example.com:3025"))
                .contains("through the proxy")
                .contains("exec");
    }

    @Test
    void joinSecret_isNeverRepeated() throws Exception {
        String secret = "0123456789abcdef0123456789abcdef";
        assertThat(text("onboarding: {join_method: token, token: " + secret + "}"))
                .doesNotContain(secret)
                .contains("--secret-env JOIN_SECRET");
        assertThat(text("onboarding: {token: " + secret + "}")).doesNotContain(secret);
        assertThat(text("onboarding: {join_method: github, token: " + secret + "}"))
                .doesNotContain(secret)
                .contains("JOIN-TOKEN");
        assertThat(text("onboarding: {join_method: token, token: /run/secret}")).contains("--secret-file /run/secret");
        assertThat(text("onboarding: {join_method: bound_keypair, bound_keypair: {registration_secret: " + secret
                        + "}}"))
                .doesNotContain(secret)
                .contains(
                        "--join-method bound_keypair --state-directory /var/lib/machine-id/bot --secret-env JOIN_SECRET");
    }

    @Test
    void boundKeypair_getsAStateDirectoryOfItsOwn() throws Exception {
        MachineIdRequest request = request("""
                proxy_server: p.example.com
                onboarding:
                  join_method: bound_keypair
                  token: runner
                  bound_keypair: {registration_secret_path: /run/registration, static_key_path: /etc/key}
                """);
        assertThat(request.proof().state()).contains(Path.of("/var/lib/machine-id/bot"));
        assertThat(request.proof().secret())
                .contains(new dev.machineid.core.request.SecretSource.File(Path.of("/run/registration")));
        assertThat(
                        text(
                                "onboarding: {join_method: bound_keypair, token: x, bound_keypair: {static_key_path: /etc/key}}"))
                .contains("static_key_path: not offered")
                .contains("tbot's storage is not taken over");
    }

    @Test
    void genericOidcCommand_keepsItsWords() throws Exception {
        MachineIdRequest request = request("""
                proxy_server: p.example.com
                onboarding:
                  join_method: generic_oidc
                  token: t
                  generic_oidc: {command: [agent, "two words", 'a"b'], timeout: 5s}
                """);
        assertThat(request.proof().oidc().orElseThrow())
                .isEqualTo(new dev.machineid.core.request.OidcSource.Command(
                        java.util.List.of("agent", "two words", "a\"b")));
    }

    @Test
    void differentRoles_areNotMixed() throws Exception {
        assertThat(text("outputs: [{type: identity, roles: [a]}, {type: identity, roles: [b]}]"))
                .contains("different roles")
                .doesNotContain("roles: [");
    }

    @Test
    void hostileText_staysValuesAndComments() throws Exception {
        String text = text("""
                proxy_server: "p.example.com\\nevil: yes"
                "key\\nevil: yes": 1
                onboarding: {join_method: "x\\nevil: yes", token: "$(id)", ca_path: "a'b\\n$(id)"}
                services: [{type: "t\\nevil: yes"}, {type: kubernetes, kubernetes_cluster: "k\\nevil: yes"}]
                """);
        assertThat(text.lines()).noneMatch(line -> line.startsWith("evil"));
        assertThat(text).contains("'a'\\''b");
        assertThat(ConfigFile.read(Files.writeString(directory.resolve("c.yaml"), text))
                        .single()
                        .values("ca-file"))
                .first()
                .satisfies(value -> assertThat(value.text()).isEqualTo("a'b\n$(id)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "just text", "[1, 2]", "a: [", "{a: b", "!!java.lang.String [x", "a: &x [*x, *x"})
    void whatIsNoConfiguration_isRefused(String yaml) {
        assertThatThrownBy(() -> text(yaml))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONFIG_UNREADABLE));
    }

    @Test
    void deepLargeOrMissingFile_isRefused() {
        assertThatThrownBy(() -> text("a: " + "[".repeat(5000))).hasMessageContaining("nested too deeply");
        assertThatThrownBy(() -> text("a: " + "x".repeat(300_000))).hasMessageContaining("256 KiB");
        assertThatThrownBy(() -> TbotFile.read(directory.resolve("none"))).hasMessageContaining("does not exist");
    }

    @Test
    void recursiveAliases_end() throws Exception {
        assertThat(text("services: &a\n  - {type: identity}\n  - *a\nonboarding: {generic_oidc: &b {command: [*b]}}\n"))
                .contains("outputs: [ssh, identity");
    }

    @Test
    void audienceTagOfTerraform_becomesItsVariable() throws Exception {
        assertThat(
                        text(
                                "onboarding: {join_method: terraform_cloud, token: deploy, terraform: {audience_tag: teleport}}\n"))
                .contains("terraform_cloud", "TFC_WORKLOAD_IDENTITY_TOKEN_TELEPORT")
                .doesNotContain("does not have");
    }
}
