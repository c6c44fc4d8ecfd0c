/** Private directories, generations of files in them, and their removal. */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.session;
