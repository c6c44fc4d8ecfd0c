package com.cloudbees.plugins.credentials.common;

/** One with an identifier and a description. */
public interface StandardCredentials extends IdCredentials {}
