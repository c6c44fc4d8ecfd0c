package dev.machineid.lab.tls;

/** Which connection upgrades a proxy's web port understands, which differs by Teleport's versions. */
public enum Upgrades {
    /** None: the path is not found. */
    NONE,
    /** {@code Upgrade: alpn} and {@code alpn-ping} with frames of its own, as up to version 15.0. */
    OWN,
    /** {@code Upgrade: websocket} with the sub-protocols {@code alpn} and {@code alpn-ping}, as the newest. */
    WEB_SOCKET
}
