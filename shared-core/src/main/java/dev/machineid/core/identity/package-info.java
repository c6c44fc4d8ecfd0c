/** Keys, certificates, and the identity file that holds them together. */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.identity;
