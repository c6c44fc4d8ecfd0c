package org.springframework.security.core;

import java.io.Serializable;

/** Somebody who is known. */
public interface Authentication extends Serializable {}
