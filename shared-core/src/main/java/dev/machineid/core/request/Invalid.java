package dev.machineid.core.request;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;

/** Makes the one kind of error that a value's parser reports. */
final class Invalid {
    private Invalid() {}

    /** {@code what} holds the value in a form that is safe to show, {@code fix} says what to write instead. */
    static InvalidRequestException value(String what, String fix) {
        return new InvalidRequestException(ErrorCode.INVALID_VALUE, what, fix);
    }
}
