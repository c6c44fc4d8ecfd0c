package org.jenkinsci.plugins.plaincredentials;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.util.Secret;

/** A credential that is a text. */
public interface StringCredentials extends StandardCredentials {
    Secret getSecret();
}
