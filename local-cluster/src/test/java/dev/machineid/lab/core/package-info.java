/** The core's one path against a cluster that speaks Teleport's wire. */
@NullMarked
package dev.machineid.lab.core;

import org.jspecify.annotations.NullMarked;
