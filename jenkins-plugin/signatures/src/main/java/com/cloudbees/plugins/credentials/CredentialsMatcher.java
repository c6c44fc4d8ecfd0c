package com.cloudbees.plugins.credentials;

/** Tells which are wanted. */
public interface CredentialsMatcher {}
