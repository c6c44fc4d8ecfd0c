/** Writes every platform's form of the options, and the manual's table of them, from the one option catalogue. */
@org.jspecify.annotations.NullMarked
package dev.machineid.docs;
