/** Values that must never be printed. */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.secret;
