package dev.machineid.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCommandsTest {
    @Test
    void parse_bothForms_andBlankLines() {
        assertThat(FileCommands.parse("A=1=2\n\nB<<E\nx=y\nC=3\nE\r\nD=\nF<<E\nE\nG=<<E\n"))
                .containsExactly(
                        java.util.Map.entry("A", "1=2"),
                        java.util.Map.entry("B", "x=y\nC=3"),
                        java.util.Map.entry("D", ""),
                        java.util.Map.entry("F", ""),
                        java.util.Map.entry("G", "<<E"));
    }

    @Test
    void parse_linesOfABlock_keepTheirEnds() {
        assertThat(FileCommands.parse("A<<E\r\none\r\n\r\ntwo\n\r\nE\r\n")).containsEntry("A", "one\r\n\r\ntwo\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no sign\n", "=x\n", "<<E\nE\n", "A<<\nx\n", "A<<E\nx\n", "A<<E\nx\nE \n"})
    void parse_whatTheRunnerRefuses_isRefused(String text) {
        assertThatThrownBy(() -> FileCommands.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
