package dev.machineid.core.issue;

/**
 * What a connection is asked for that no job has.
 *
 * @param sessionMfa a second factor for every connection
 * @param trustedDevice a device of the cluster's inventory, of machines too
 */
public record Demands(boolean sessionMfa, boolean trustedDevice) {
    /** Nothing, as far as is known. */
    public static final Demands NONE = new Demands(false, false);

    /** {@code optional} lets everybody in, {@code required-for-humans} lets bots in. */
    static Demands of(int mfaType, String deviceTrustMode) {
        return new Demands(mfaType != 0, deviceTrustMode.equals("required"));
    }
}
