/** What can go wrong on the way to the cluster, on purpose: for tests and benchmarks of clients. */
@NullMarked
package dev.machineid.lab.fault;

import org.jspecify.annotations.NullMarked;
