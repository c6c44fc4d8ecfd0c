/** Tests. */
@NullMarked
package dev.machineid.circleci.expand;

import org.jspecify.annotations.NullMarked;
