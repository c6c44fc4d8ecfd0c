/** A Teleport-speaking cluster in one process on loopback, for tests, demonstrations and trying pipelines. */
@NullMarked
package dev.machineid.lab;

import org.jspecify.annotations.NullMarked;
