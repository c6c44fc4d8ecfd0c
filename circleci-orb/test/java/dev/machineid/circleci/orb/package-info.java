/** The orb itself: its forms, its scripts, its examples run against a local cluster. */
@NullMarked
package dev.machineid.circleci.orb;

import org.jspecify.annotations.NullMarked;
