/** Makes one file of an orb's sources. */
@NullMarked
package dev.machineid.circleci.pack;

import org.jspecify.annotations.NullMarked;
