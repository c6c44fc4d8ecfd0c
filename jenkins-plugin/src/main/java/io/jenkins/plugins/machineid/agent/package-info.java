/** What runs on an agent: nothing but the JDK and Jenkins' own callables, and never a call back to the controller. */
@org.jspecify.annotations.NullMarked
package io.jenkins.plugins.machineid.agent;
