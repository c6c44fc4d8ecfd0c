package dev.machineid.lab;

import dev.machineid.lab.access.LabTarget;
import dev.machineid.lab.access.Targets;
import dev.machineid.lab.behind.LoopbackServer;
import dev.machineid.lab.behind.PostgresConversation;
import dev.machineid.lab.tls.Origins;
import dev.machineid.lab.web.ApplicationHandler;
import dev.machineid.lab.web.WebServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** The applications and the database that every cluster has, and the databases its settings add. */
final class TargetServers implements AutoCloseable {
    private final WebServer hello;
    private final LoopbackServer echo;
    private final LoopbackServer database;

    TargetServers(LabBuilder settings, Targets targets, Origins origins, ExecutorService threads) throws Exception {
        String host = settings.hostNames().get(0);
        hello = new WebServer(new ApplicationHandler(origins));
        echo = LoopbackServer.echo(threads);
        database = new LoopbackServer(new PostgresConversation(origins), threads);
        targets.addApplication(new LabTarget(
                LabCluster.WEB_APPLICATION, "http", address(LabCluster.WEB_APPLICATION, host), hello.address()));
        targets.addApplication(new LabTarget(
                LabCluster.TCP_APPLICATION, "tcp", address(LabCluster.TCP_APPLICATION, host), echo.address()));
        targets.addDatabase(new LabTarget(LabCluster.DATABASE, "postgres", "", database.address()));
        settings.databases().forEach(targets::addDatabase);
    }

    /** The names the proxy answers to: its own and those of the applications. */
    static List<String> names(List<String> own) {
        List<String> names = new ArrayList<>(own);
        names.add(address(LabCluster.WEB_APPLICATION, own.get(0)));
        names.add(address(LabCluster.TCP_APPLICATION, own.get(0)));
        return names;
    }

    private static String address(String application, String host) {
        return application + "." + host;
    }

    @Override
    public void close() {
        hello.close();
        echo.close();
        database.close();
    }
}
