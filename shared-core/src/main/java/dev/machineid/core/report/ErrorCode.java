package dev.machineid.core.report;

import java.util.Locale;

/**
 * The stable codes of everything that can go wrong, {@code MID-nnnn}; the first two digits name the family.
 *
 * <p>Each code has a section in {@code docs/troubleshooting.md}. A number is never given a second meaning.
 */
public enum ErrorCode {
    UNKNOWN_OPTION(1001, "unknown option"),
    INVALID_VALUE(1002, "a value is not valid"),
    MISSING_OPTION(1003, "a required option is missing"),
    CONFLICTING_OPTIONS(1004, "options contradict each other"),
    LEAF_NOT_SUPPORTED(1005, "only SSH works in leaf clusters"),
    CONFIG_UNREADABLE(1006, "the configuration file cannot be read"),
    OUTPUT_NOT_SUPPORTED(1007, "this kind of output is not available"),

    NO_PROOF_FOUND(1101, "nothing here proves who the job is"),
    PLATFORM_TOKEN_MISSING(1102, "the platform gave the job no id token"),
    PLATFORM_TOKEN_REQUEST_FAILED(1103, "the platform did not hand out an id token"),
    PLATFORM_TOKEN_MALFORMED(1104, "the id token is not a JSON Web Token"),
    PLATFORM_TOKEN_EXPIRED(1105, "the id token has expired already"),
    JOIN_SECRET_MISSING(1106, "the join secret is missing"),
    METHOD_NOT_SUPPORTED(1107, "this join method is not available"),
    PLATFORM_TOKEN_AMBIGUOUS(1108, "several id tokens, and none is named"),

    CLOUD_CREDENTIALS_MISSING(1113, "the job has no identity in the cloud"),
    CLOUD_CREDENTIALS_UNUSABLE(1114, "the cloud's credentials cannot be used"),
    CLOUD_METADATA_UNAVAILABLE(1115, "the cloud's own server did not answer"),
    CLOUD_METADATA_REFUSED(1116, "the cloud does not hand out what the join needs"),
    CLOUD_PROOF_REFUSED(1117, "the cloud does not accept what the job signed"),
    CLOUD_REGION_UNKNOWN(1118, "the cluster does not know the region"),

    STATE_IN_USE(1120, "another process uses the state directory"),
    STATE_UNREADABLE(1121, "the state cannot be read"),
    STATE_EXPIRED(1122, "the kept identity has expired"),
    STATE_OF_ANOTHER(1123, "the state directory belongs to something else"),
    RENEWAL_LOST(1124, "a renewal was interrupted and its certificate is lost"),
    KEYPAIR_MISSING(1125, "there is no key pair to join with"),
    KEYPAIR_EXISTS(1126, "there is a key pair already"),

    JOIN_TOKEN_UNKNOWN(1201, "the cluster knows no such join token"),
    WRONG_JOIN_METHOD(1202, "the join token is for another join method"),
    CLAIMS_REFUSED(1203, "the join token's rules do not allow this job"),
    WRONG_AUDIENCE(1204, "the id token is for another audience"),
    ID_TOKEN_EXPIRED(1205, "the cluster says the id token has expired"),
    WRONG_ISSUER(1206, "the id token is from another issuer"),
    ENTERPRISE_ONLY(1207, "the cluster's edition does not offer this join method"),
    LOCKED(1208, "the bot is locked"),
    ROLE_REFUSED(1209, "the bot may not use a role that was asked for"),
    ACCESS_DENIED(1210, "the cluster refused without a reason"),
    ID_TOKEN_REFUSED(1211, "the cluster does not accept the id token"),
    ID_TOKEN_NOT_YET_VALID(1213, "the id token is not valid yet"),
    REQUEST_REFUSED(1214, "the cluster refused the request"),
    GENERATION_MISMATCH(1215, "the identity was renewed in another place"),
    ALREADY_RENEWABLE(1216, "the bot has a renewable identity already"),
    KEYPAIR_REFUSED(1217, "the cluster does not accept the key pair or its registration secret"),
    NO_RECOVERY_LEFT(1218, "the join token allows no further recovery"),
    JOIN_STATE_REFUSED(1219, "the cluster does not accept the join state"),
    CLOCKS_DIFFER(1220, "the clocks of this machine and the cluster differ"),
    BOT_MISSING(1221, "the join token's bot does not exist"),
    JOIN_TOKEN_EXPIRED(1222, "the join token has expired"),

    SESSION_MFA_REQUIRED(1230, "connections ask for a second factor, which no job has"),
    DEVICE_TRUST_REQUIRED(1231, "connections ask for a trusted device, which no job has"),

    UNTRUSTED_CERTIFICATE(1301, "the server's certificate is not trusted"),
    WRONG_HOST_NAME(1302, "the server's certificate is for another host"),
    CA_PIN_MISMATCH(1303, "the cluster's authority does not match the pin"),
    REDIRECT_REFUSED(1304, "the server sent the request elsewhere"),

    CANNOT_CONNECT(1401, "no connection"),
    TIMED_OUT(1402, "no answer in time"),
    UNKNOWN_HOST(1403, "the host name is not known"),
    NOT_TELEPORT(1404, "the server does not answer as a Teleport proxy"),
    CONNECTION_LOST(1405, "the connection broke"),
    TLS_ROUTING_UNAVAILABLE(1406, "the address does not route TLS to the cluster"),
    RATE_LIMITED(1407, "the cluster asks to slow down"),
    SERVER_FAULT(1408, "the cluster has an internal fault"),
    HTTP_PROXY_REFUSED(1409, "the HTTP proxy refused the connection"),
    UPGRADE_REFUSED(1410, "the way around a load balancer was refused"),
    TLS_ENDED_ON_THE_WAY(1411, "something on the way ends TLS"),
    OUTPUT_CANNOT_PASS(1412, "an output cannot be used on this way to the cluster"),

    TARGET_NOT_FOUND(1501, "the cluster does not know the target"),
    UNEXPECTED_IDENTITY(1502, "the identity is not the expected one"),
    TARGET_REFUSED(1503, "the cluster ended the connection to the target"),
    TARGET_NOT_ISSUED(1504, "there is no certificate for this target here"),
    NOTHING_MATCHES(1510, "no target has the labels that were asked for"),
    WORKLOAD_IDENTITY_UNAVAILABLE(1511, "the cluster issues no workload identities"),
    WORKLOAD_IDENTITY_UNKNOWN(1512, "the cluster knows no such workload identity"),
    WORKLOAD_IDENTITY_REFUSED(1513, "the workload identity is not for this bot"),
    SVID_NOT_CREDIBLE(1514, "the workload identity is not what was asked for"),

    DIRECTORY_UNSAFE(1601, "the directory is not private"),
    DIRECTORY_IN_WORKSPACE(1602, "the directory lies in the workspace"),
    LINK_REFUSED(1603, "a link stands in the way"),
    CANNOT_WRITE(1604, "a file cannot be written"),
    NOT_LOGGED_IN(1605, "there are no credentials here"),
    CREDENTIALS_UNREADABLE(1606, "the credentials cannot be read"),
    CREDENTIALS_EXPIRED(1607, "the credentials have expired"),

    COMMAND_NOT_STARTED(1701, "the command could not be started"),
    SOCKET_UNAVAILABLE(1710, "the ssh multiplexer's socket cannot be made"),
    TUNNEL_NOT_OPENED(1720, "the loopback port cannot be had"),
    COMPANION_NOT_STARTED(1721, "the tunnels could not be kept open beside the job"),

    DAEMON_THERE_ALREADY(1813, "another daemon keeps this directory"),
    NOT_READY(1814, "the daemon's credentials are not ready"),
    RELOAD_FAILED(1815, "a reload failed"),
    READERS_NOT_SET(1816, "the readers of a directory cannot be set"),
    ENDPOINTS_UNAVAILABLE(1817, "the daemon's address cannot be had"),

    TOOLKIT_UNAVAILABLE(1901, "the toolkit of GitHub could not be loaded"),
    TOOLKIT_REFUSED(1902, "the runner's files cannot be used"),
    DIRECTORY_TAKEN(1903, "another use of the action has its files there"),
    RENEWAL_NOT_STARTED(1904, "the renewal in the background did not start"),
    ACTION_INCOMPLETE(1905, "a part of the action is missing or was changed"),
    JENKINS_NO_WORKSPACE(1950, "there is no workspace here"),
    JENKINS_CREDENTIAL_MISSING(1951, "the Jenkins credential cannot be used"),
    JENKINS_OVERRIDE_FORBIDDEN(1952, "an administrator does not allow this"),
    JENKINS_CLUSTER_UNKNOWN(1953, "no such cluster is configured in Jenkins"),
    JENKINS_AGENT_FAILED(1954, "the agent could not do its part"),

    INTERNAL(1999, "an unexpected fault in this program");

    private final int number;
    private final String title;

    ErrorCode(int number, String title) {
        this.number = number;
        this.title = title;
    }

    /** {@code MID-1203}. */
    public String id() {
        return "MID-" + number;
    }

    /** A few words, the same for every occurrence. */
    public String title() {
        return title;
    }

    /** The anchor of this code's section in the manual: {@code mid-1203}. */
    public String anchor() {
        return id().toLowerCase(Locale.ROOT);
    }
}
