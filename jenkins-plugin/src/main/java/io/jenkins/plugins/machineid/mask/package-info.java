/** Keeps what a block knows and nobody may read out of logs and messages. */
@org.jspecify.annotations.NullMarked
package io.jenkins.plugins.machineid.mask;
