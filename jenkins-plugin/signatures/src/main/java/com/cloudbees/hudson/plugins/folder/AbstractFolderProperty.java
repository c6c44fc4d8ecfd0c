package com.cloudbees.hudson.plugins.folder;

import hudson.model.AbstractDescribableImpl;

/** Something a folder has. */
public abstract class AbstractFolderProperty<F extends AbstractFolder<?>>
        extends AbstractDescribableImpl<AbstractFolderProperty<?>> {}
