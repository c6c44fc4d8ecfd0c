/** The rules that orb-tools reviews orbs by, as far as they need no network. */
@NullMarked
package dev.machineid.circleci.review;

import org.jspecify.annotations.NullMarked;
