/** The Spacelift hook in runs that go as Spacelift's go, against a cluster in this process. */
@NullMarked
package dev.machineid.spacelift;

import org.jspecify.annotations.NullMarked;
