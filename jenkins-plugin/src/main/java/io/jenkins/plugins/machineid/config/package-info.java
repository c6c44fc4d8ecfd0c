/** What administrators set for Jenkins and for folders, and how a block's options come out of it. */
@org.jspecify.annotations.NullMarked
package io.jenkins.plugins.machineid.config;
