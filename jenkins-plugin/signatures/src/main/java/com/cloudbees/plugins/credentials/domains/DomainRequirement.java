package com.cloudbees.plugins.credentials.domains;

/** What a credential is for. */
public class DomainRequirement {}
