package com.cloudbees.plugins.credentials.common;

import com.cloudbees.plugins.credentials.Credentials;

/** One with an identifier. */
public interface IdCredentials extends Credentials {
    String getId();
}
