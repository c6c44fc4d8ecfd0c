/** Reads what clients send, and says what is wrong with it as the real server does. */
@NullMarked
package dev.machineid.lab.decode;

import org.jspecify.annotations.NullMarked;
