package dev.machineid.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EndingTest {
    private static void neverHalt(int code) {
        throw new AssertionError("halted with " + code);
    }

    @Test
    void work_thatEndsByItself_givesItsCode() {
        assertThat(Ending.guard(EndingTest::neverHalt, ending -> ending.stopping() ? 1 : 42))
                .isEqualTo(42);
    }

    @Test
    void work_thatFails_failsAsItIs() {
        IllegalStateException failure = new IllegalStateException("its own");
        assertThatThrownBy(() -> Ending.guard(EndingTest::neverHalt, ending -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void interruptedWork_keepsTheInterrupt() {
        assertThatThrownBy(() -> Ending.guard(EndingTest::neverHalt, ending -> {
                    throw new InterruptedException();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
