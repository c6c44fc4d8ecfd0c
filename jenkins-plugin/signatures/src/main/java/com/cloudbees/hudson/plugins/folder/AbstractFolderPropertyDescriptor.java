package com.cloudbees.hudson.plugins.folder;

import hudson.model.Descriptor;

/** What there is to know of that. */
public abstract class AbstractFolderPropertyDescriptor extends Descriptor<AbstractFolderProperty<?>> {}
