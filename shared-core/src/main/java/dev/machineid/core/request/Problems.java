package dev.machineid.core.request;

import dev.machineid.core.report.ErrorCode;
import dev.machineid.core.report.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with the options, so that one run reports all of it. */
final class Problems {
    private static final int SHOWN = 50;

    private final List<Problem> found = new ArrayList<>();

    void add(Problem problem) {
        found.add(problem);
    }

    void add(ErrorCode code, String option, String what, String fix) {
        add(new Problem(code, option, what, fix));
    }

    /** One exception over all problems, with the code of the first and one detail line for each. */
    void throwIfAny() {
        if (found.isEmpty()) {
            return;
        }
        Problem first = found.get(0);
        if (found.size() == 1) {
            throw new InvalidRequestException(
                    first.code(),
                    "the option " + first.option() + " is not right",
                    List.of(first.option() + ": " + first.what()),
                    first.fix(),
                    null);
        }
        List<String> lines = found.stream()
                .limit(SHOWN)
                .map(problem -> problem.option() + ": " + problem.what() + "; " + problem.fix())
                .toList();
        throw new InvalidRequestException(
                first.code(), found.size() + " options are not right", lines, "correct every option named above", null);
    }
}
