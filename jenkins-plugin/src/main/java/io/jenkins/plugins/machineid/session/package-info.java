/** One identity of one block, from the options to the removal of its files, whatever face of the plugin asked for it. */
@org.jspecify.annotations.NullMarked
package io.jenkins.plugins.machineid.session;
