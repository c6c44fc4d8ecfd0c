/** Tests. */
@NullMarked
package dev.machineid.circleci.pack;

import org.jspecify.annotations.NullMarked;
