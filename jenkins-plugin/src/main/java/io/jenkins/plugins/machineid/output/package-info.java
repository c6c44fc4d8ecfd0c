/** The symbols that a pipeline writes into {@code outputs}, each of which is one entry of the common option. */
@org.jspecify.annotations.NullMarked
package io.jenkins.plugins.machineid.output;
