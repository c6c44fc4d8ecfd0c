package com.cloudbees.plugins.credentials;

/** Something to prove oneself with. */
public interface Credentials {}
