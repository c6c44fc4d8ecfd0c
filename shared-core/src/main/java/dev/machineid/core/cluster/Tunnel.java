package dev.machineid.core.cluster;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * The two directions of a connection inside another one.
 *
 * @param in what the far end sends
 * @param out what the far end receives; every write is flushed
 */
record Tunnel(InputStream in, OutputStream out) {}
