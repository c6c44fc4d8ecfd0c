package dev.machineid.core;

import dev.machineid.core.issue.Issued;
import dev.machineid.core.output.Delivery;
import dev.machineid.core.output.Place;
import dev.machineid.core.request.OutputSpec;
import java.nio.file.Path;
import java.util.List;

/** Another machine: the files are only described. */
record Elsewhere(Path generation, Path exported) implements Deliverer {
    @Override
    public Delivery deliver(
            Issued issued,
            List<OutputSpec> outputs,
            ProxyAccess proxy,
            List<String> program,
            boolean following,
            Runnable last) {
        Place place = new Place(
                generation,
                following ? exported : generation,
                proxy.address().host(),
                proxy.address().port(),
                proxy.options());
        Delivery delivery = CredentialStore.contents(issued, outputs, program, place);
        last.run();
        return delivery;
    }
}
