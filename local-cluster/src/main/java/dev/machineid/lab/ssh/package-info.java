/** SSH nodes and the SSH proxy of the cluster. */
@NullMarked
package dev.machineid.lab.ssh;

import org.jspecify.annotations.NullMarked;
