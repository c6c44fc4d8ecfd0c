package dev.machineid.lab;

import dev.machineid.lab.cloud.AwsAccounts;
import dev.machineid.lab.cloud.AzureMachine;
import dev.machineid.lab.issuer.AzureDevOpsEndpoint;
import dev.machineid.lab.issuer.CloudEndpoint;
import dev.machineid.lab.issuer.Issuer;
import dev.machineid.lab.issuer.MintEndpoint;
import dev.machineid.lab.web.WebServer;
import java.time.Clock;

/** What stands for the platforms' and the clouds' own token services, each at an address of its own. */
record PlatformEndpoints(MintEndpoint mint, AzureDevOpsEndpoint azureDevOps, CloudEndpoint clouds) {
    static PlatformEndpoints start(Issuer issuer, AwsAccounts aws, AzureMachine azure, Clock clock, Parts parts)
            throws Exception {
        PlatformEndpoints endpoints = new PlatformEndpoints(
                new MintEndpoint(issuer),
                new AzureDevOpsEndpoint(issuer),
                new CloudEndpoint(issuer, aws, azure, clock));
        endpoints.mint.at(parts.keep(new WebServer(endpoints.mint)).address());
        endpoints.azureDevOps.at(
                parts.keep(new WebServer(endpoints.azureDevOps)).address());
        endpoints.clouds.at(parts.keep(new WebServer(endpoints.clouds)).address());
        return endpoints;
    }
}
