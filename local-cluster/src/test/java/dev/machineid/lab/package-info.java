/** Tests of the local cluster with clients that share nothing with the product's own. */
@NullMarked
package dev.machineid.lab;

import org.jspecify.annotations.NullMarked;
