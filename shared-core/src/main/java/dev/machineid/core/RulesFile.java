package dev.machineid.core;

import dev.machineid.core.join.Comparison;
import dev.machineid.core.platform.Claims;
import dev.machineid.core.request.JoinMethod;
import dev.machineid.core.rules.TokenRules;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The file of the option {@code rules}, for whoever explains a refused join. */
record RulesFile(TokenRules rules, Clock clock) implements Comparison {
    @Override
    public List<String> explain(JoinMethod method, Claims claims) {
        return rules.explain(method, claims);
    }

    @Override
    public Optional<String> remedy(JoinMethod method, Claims claims) {
        return rules.remedy(method, claims);
    }

    @Override
    public Optional<String> ended() {
        return rules.expires()
                .filter(end -> !end.isAfter(clock.instant()))
                .map(end -> "metadata.expires in the file of the option rules: " + end);
    }
}
