package io.jenkins.plugins.machineid.agent;

import hudson.remoting.VirtualChannel;
import java.lang.reflect.Proxy;

/** The line to the controller for code that must not use it. */
public final class NoChannel {
    /** Fails whatever is asked of it. */
    public static final VirtualChannel NONE = (VirtualChannel) Proxy.newProxyInstance(
            NoChannel.class.getClassLoader(), new Class<?>[] {VirtualChannel.class}, (proxy, method, arguments) -> {
                throw new AssertionError("an agent never calls back: " + method);
            });

    private NoChannel() {}
}
