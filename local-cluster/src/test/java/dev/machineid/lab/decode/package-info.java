/** Tests of what clients send and how it is read. */
@NullMarked
package dev.machineid.lab.decode;

import org.jspecify.annotations.NullMarked;
