/** Stand-ins for what clouds know: AWS identities and how their signatures are checked. */
@NullMarked
package dev.machineid.lab.cloud;

import org.jspecify.annotations.NullMarked;
