/** Tests, and the authority that makes their certificates. */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.identity;
