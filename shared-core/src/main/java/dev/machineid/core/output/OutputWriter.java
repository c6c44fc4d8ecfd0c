package dev.machineid.core.output;

import dev.machineid.core.identity.Credentials;

/** Turns credentials into what one kind of output consists of; touches no file system. */
public interface OutputWriter {
    /** The files with their content, the variables that lead to them, and what must be masked. */
    Delivery write(Credentials credentials, Place place);
}
