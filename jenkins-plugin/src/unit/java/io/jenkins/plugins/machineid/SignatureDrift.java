package io.jenkins.plugins.machineid;

import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds members of hand-written classes that the real ones do not have in the same form: what was compiled against the
 * one would not link to the other.
 */
final class SignatureDrift {
    private static final int SHOWN = Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC;

    private final Class<?> own;
    private final Class<?> real;
    private final List<String> drift;

    private SignatureDrift(Class<?> own, Class<?> real, List<String> drift) {
        this.own = own;
        this.real = real;
        this.drift = drift;
    }

    /** Where classes come from. */
    interface Loading {
        Class<?> load(String name) throws ClassNotFoundException;
    }

    /** One line for every difference. */
    static List<String> between(List<String> names, Loading written, Loading real) throws ClassNotFoundException {
        List<String> drift = new ArrayList<>();
        Deque<Class<?>> left = new ArrayDeque<>();
        for (String name : names) {
            left.add(written.load(name));
        }
        while (!left.isEmpty()) {
            Class<?> own = left.remove();
            left.addAll(Arrays.asList(own.getDeclaredClasses()));
            try {
                if (!isHidden(own.getModifiers())) {
                    new SignatureDrift(own, real.load(own.getName()), drift).compare();
                }
            } catch (ClassNotFoundException gone) {
                drift.add("no class " + own.getName());
            }
        }
        return drift;
    }

    private void compare() {
        if (own.isInterface() != real.isInterface()) {
            drift.add(own.getName() + " is another kind of class");
        }
        for (Class<?> above : above(own)) {
            if (above(real).stream().noneMatch(type -> type.getName().equals(above.getName()))) {
                drift.add(own.getName() + " is no " + above.getName());
            }
        }
        // What the real one inherits links all the same.
        Stream.of(own.getDeclaredMethods())
                .filter(method -> !method.isSynthetic() && !isHidden(method.getModifiers()))
                .filter(method -> !own.isEnum())
                .filter(method -> methods(real).noneMatch(other -> same(method, other)))
                .forEach(method -> drift.add(own.getName() + "." + shown(method)));
        Stream.of(own.getDeclaredConstructors())
                .filter(constructor -> !isHidden(constructor.getModifiers()) && constructor.getParameterCount() > 0)
                .filter(constructor ->
                        Stream.of(real.getDeclaredConstructors()).noneMatch(other -> alike(constructor, other)))
                .forEach(constructor -> drift.add(own.getName() + "." + shown(constructor)));
        Stream.of(own.getDeclaredFields())
                .filter(field -> !field.isSynthetic() && !isHidden(field.getModifiers()))
                .filter(field -> fields(real).noneMatch(other -> same(field, other)))
                .forEach(field -> drift.add(own.getName() + "." + field.getName()));
    }

    private static boolean isHidden(int modifiers) {
        return (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) == 0;
    }

    private static boolean same(Method own, Method real) {
        return own.getName().equals(real.getName())
                && alike(own, real)
                && own.getReturnType().getName().equals(real.getReturnType().getName());
    }

    private static boolean same(Field own, Field real) {
        return own.getName().equals(real.getName())
                && own.getType().getName().equals(real.getType().getName())
                && (own.getModifiers() & SHOWN) == (real.getModifiers() & SHOWN);
    }

    private static boolean alike(Executable own, Executable real) {
        return (own.getModifiers() & SHOWN) == (real.getModifiers() & SHOWN)
                && types(own).equals(types(real));
    }

    private static String types(Executable member) {
        return Stream.of(member.getParameterTypes()).map(Class::getName).collect(Collectors.joining(","));
    }

    private static String shown(Executable member) {
        return member.getName() + "(" + types(member) + ")";
    }

    private static List<Class<?>> above(Class<?> type) {
        List<Class<?>> all = new ArrayList<>();
        for (Class<?> one = type; one != null; one = one.getSuperclass()) {
            all.add(one);
            interfaces(one, all);
        }
        all.remove(type);
        return all;
    }

    private static void interfaces(Class<?> type, List<Class<?>> all) {
        for (Class<?> one : type.getInterfaces()) {
            all.add(one);
            interfaces(one, all);
        }
    }

    private static Stream<Method> methods(Class<?> type) {
        return Stream.concat(Stream.of(type), above(type).stream()).flatMap(one -> Stream.of(one.getDeclaredMethods()));
    }

    private static Stream<Field> fields(Class<?> type) {
        return Stream.concat(Stream.of(type), above(type).stream()).flatMap(one -> Stream.of(one.getDeclaredFields()));
    }
}
