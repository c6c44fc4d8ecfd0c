package dev.machineid.lab.rpc;

import dev.machineid.lab.count.Counters;
import io.grpc.HandlerRegistry;
import io.grpc.ServerMethodDefinition;
import org.jspecify.annotations.Nullable;

/** Counts calls that no service here answers as {@code unimplemented SERVICE/METHOD}; the client gets UNIMPLEMENTED. */
final class UnknownCalls extends HandlerRegistry {
    private final Counters counters;

    UnknownCalls(Counters counters) {
        this.counters = counters;
    }

    @Override
    public @Nullable ServerMethodDefinition<?, ?> lookupMethod(String method, @Nullable String authority) {
        counters.add("unimplemented " + method);
        return null;
    }
}
