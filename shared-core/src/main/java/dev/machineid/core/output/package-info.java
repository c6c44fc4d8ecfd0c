/** What the job gets: files, environment variables and values to mask, one small class per kind of output. */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.output;
