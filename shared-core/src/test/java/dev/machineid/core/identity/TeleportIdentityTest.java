package dev.machineid.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.junit.jupiter.api.Test;

class TeleportIdentityTest {
    private final X500NameBuilder subject = new X500NameBuilder();

    @Test
    void of_fullSubject_readsEveryAttribute() {
        add("2.5.4.3", "bot-ci");
        add("2.5.4.10", "ci-deployer");
        add("2.5.4.10", "access");
        add("2.5.4.7", "root");
        add("2.5.4.7", "-teleport-internal-join");
        add("2.5.4.9", "lab-leaf");
        add("2.5.4.17", "{\"logins\":[\"a,b+c=\\\"d\\\"\"]}");
        add("1.3.9999.1.3", "staging");
        add("1.3.9999.1.7", "lab-root");
        add("1.3.9999.1.13", "true");
        add("1.3.9999.1.14", "12");
        add("1.3.9999.2.7", "bot-ci");
        add("1.3.9999.2.9", "true");
        add("1.3.9999.2.18", "ci");
        add("1.3.9999.2.20", "7d8f");

        TeleportIdentity identity = read();

        assertThat(identity.userName()).isEqualTo("bot-ci");
        assertThat(identity.roles()).containsExactly("ci-deployer", "access");
        assertThat(identity.principals()).containsExactly("root", "-teleport-internal-join");
        assertThat(identity.routeToCluster()).isEqualTo("lab-leaf");
        assertThat(identity.traits()).isEqualTo("{\"logins\":[\"a,b+c=\\\"d\\\"\"]}");
        assertThat(identity.cluster()).isEqualTo("lab-root");
        assertThat(identity.renewable()).isTrue();
        assertThat(identity.generation()).hasValue(12);
        assertThat(identity.disallowReissue()).isTrue();
        assertThat(identity.impersonator()).isEqualTo("bot-ci");
        assertThat(identity.botName()).isEqualTo("ci");
        assertThat(identity.botInstanceId()).isEqualTo("7d8f");
        assertThat(identity.kubernetesCluster()).isEqualTo("staging");
        assertThat(identity.notBefore()).isEqualTo(TestAuthority.START);
        assertThat(identity.notAfter()).isEqualTo(TestAuthority.END);
    }

    @Test
    void of_severalValuesInOneRdn_areAllRead() {
        subject.addMultiValuedRDN(
                new ASN1ObjectIdentifier[] {new ASN1ObjectIdentifier("2.5.4.10"), new ASN1ObjectIdentifier("2.5.4.10")},
                new ASN1Encodable[] {new DERUTF8String("a"), new DERPrintableString("b")});

        assertThat(read().roles()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void of_bareSubject_isEmptyAndFalse() {
        add("2.5.4.3", "someone");

        TeleportIdentity identity = read();

        assertThat(identity.cluster()).isEmpty();
        assertThat(identity.roles()).isEmpty();
        assertThat(identity.renewable()).isFalse();
        assertThat(identity.disallowReissue()).isFalse();
        assertThat(identity.generation()).isEmpty();
    }

    @Test
    void of_nonsenseValues_areNotTakenForMore() {
        add("1.3.9999.1.13", "TRUE");
        add("1.3.9999.1.14", "-1");
        subject.addRDN(new ASN1ObjectIdentifier("2.5.4.3"), new DERBitString(new byte[] {1}));

        TeleportIdentity identity = read();

        assertThat(identity.renewable()).isFalse();
        assertThat(identity.generation()).isEmpty();
    }

    private void add(String type, String value) {
        subject.addRDN(new ASN1ObjectIdentifier(type), new DERUTF8String(value));
    }

    private TeleportIdentity read() {
        X509Certificate certificate =
                new TestAuthority("lab-root").tls(JobKey.p256(), subject.build(), TestAuthority.END);
        return TeleportIdentity.of(certificate);
    }
}
