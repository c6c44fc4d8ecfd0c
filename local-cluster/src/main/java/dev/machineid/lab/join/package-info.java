/** Join tokens, their rules, and the check of the proof that a job presents. */
@NullMarked
package dev.machineid.lab.join;

import org.jspecify.annotations.NullMarked;
