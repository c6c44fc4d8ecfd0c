package dev.machineid.command.daemon;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Hears SIGHUP. The JDK offers signals only in its unsupported module, by a class that a compiler for another release does
 * not show, so it is called by name; where there is none, a restart does what the signal would.
 */
final class HangUp {
    private HangUp() {}

    /** Whether {@code action} is now what the signal does. */
    @SuppressWarnings("ReferenceEquality") // a proxy has no other
    static boolean handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        switch (method.getName()) {
                            case "handle" -> action.run();
                            case "hashCode" -> {
                                return System.identityHashCode(proxy);
                            }
                            case "equals" -> {
                                return arguments != null
                                        && System.identityHashCode(proxy) == System.identityHashCode(arguments[0]);
                            }
                            default -> {
                                // Nothing else is asked of it.
                            }
                        }
                        return null;
                    });
            Method handle = signal.getMethod("handle", signal, handler);
            handle.invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
            return true;
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InstantiationException
                | InvocationTargetException notHere) {
            return false; // Windows has no such signal; a Java of one's own may leave the module out
        }
    }
}
