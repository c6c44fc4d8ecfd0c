/** Tests of who may do what. */
@NullMarked
package dev.machineid.lab.access;

import org.jspecify.annotations.NullMarked;
