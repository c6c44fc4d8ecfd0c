package dev.machineid.core.request;

import dev.machineid.core.report.ErrorCode;

/** One thing wrong with the options: which option, what is wrong, and the fix; never a secret. */
record Problem(ErrorCode code, String option, String what, String fix) {}
