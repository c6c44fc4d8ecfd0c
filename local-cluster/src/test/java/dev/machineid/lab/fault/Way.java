package dev.machineid.lab.fault;

import dev.machineid.lab.fault.FaultProxy.Passed;
import java.util.List;

/** The connections of a login, told apart by the protocol names in their client hello. */
enum Way {
    FIND("h2"),
    JOIN("teleport-proxy-grpc"),
    ISSUE("teleport-auth@");

    private final String name;

    Way(String name) {
        this.name = name;
    }

    boolean is(String hello) {
        return this == FIND ? !JOIN.is(hello) && !ISSUE.is(hello) : hello.contains(name);
    }

    /** The first connection of this kind. */
    Passed in(List<Passed> connections) {
        return connections.stream()
                .filter(passed -> is(passed.hello()))
                .findFirst()
                .orElseThrow();
    }
}
