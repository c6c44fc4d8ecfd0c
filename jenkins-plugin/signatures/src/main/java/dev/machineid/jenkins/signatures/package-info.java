/** What the plugin's sibling build needs besides the signatures. */
package dev.machineid.jenkins.signatures;
