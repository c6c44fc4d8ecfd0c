/** Tests. */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.issue;
