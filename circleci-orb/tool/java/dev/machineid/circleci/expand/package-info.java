/** What a configuration comes to: parameters bound, commands unfolded, jobs run on this machine. */
@NullMarked
package dev.machineid.circleci.expand;

import org.jspecify.annotations.NullMarked;
