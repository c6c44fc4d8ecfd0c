package io.jenkins.plugins.machineid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** That the check finds what it is for. */
class SignatureDriftCheckTest {
    /** As it was written down. */
    public abstract static class Written implements Runnable {
        public static final String NAME = "";

        protected Written(String name) {}

        public abstract List<String> words(String text, int[] numbers);

        public void gone() {}

        protected void hidden() {}

        public static void fixed() {}
    }

    /** As it is. */
    public abstract static class Real {
        public static final int NAME = 0;

        protected Real() {}

        public abstract List<String> words(String text, int[] numbers);

        void hidden() {}

        public void fixed() {}
    }

    private static List<String> drift(Class<?> real) throws Exception {
        return SignatureDrift.between(List.of("Written"), name -> Written.class, name -> real);
    }

    @Test
    void everyDifference_isNamed() throws Exception {
        String name = Written.class.getName();
        assertThat(drift(Real.class))
                .containsExactlyInAnyOrder(
                        name + " is no java.lang.Runnable",
                        name + ".gone()",
                        name + ".hidden()",
                        name + ".fixed()",
                        name + "." + name + "(java.lang.String)",
                        name + ".NAME");
    }

    @Test
    void theSame_hasNoDrift_andAMissingOneIsNamed() throws Exception {
        assertThat(drift(Written.class)).isEmpty();
        assertThat(SignatureDrift.between(List.of("x"), name -> Written.class, name -> {
                    throw new ClassNotFoundException(name);
                }))
                .singleElement()
                .asString()
                .startsWith("no class ");
    }
}
