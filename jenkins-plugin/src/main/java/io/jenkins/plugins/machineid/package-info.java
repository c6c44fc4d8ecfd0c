/** The faces of the plugin: the step, the build wrapper, and the page of a build. */
@org.jspecify.annotations.NullMarked
package io.jenkins.plugins.machineid;
