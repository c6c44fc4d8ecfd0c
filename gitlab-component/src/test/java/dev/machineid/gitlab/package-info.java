/** Pipelines that include the component, run by gitlab-ci-local against a local cluster. */
@NullMarked
package dev.machineid.gitlab;

import org.jspecify.annotations.NullMarked;
