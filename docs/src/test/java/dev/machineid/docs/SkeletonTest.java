package dev.machineid.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SkeletonTest {
    @Test
    void filled_indented_putsThePieceAsFarToTheRight() {
        String text = new Skeleton("a:\n  # insert b\nc: 1\n", true).filled(Map.of("b", "- x\n\n- y\n"));

        assertThat(text).isEqualTo("# " + Page.NOTE + "\na:\n  - x\n\n  - y\nc: 1\n");
    }

    @Test
    void filled_notIndented_keepsThePieceAsItIs() {
        String text = new Skeleton("f() (\n  # insert b\n)\n", false).filled(Map.of("b", "x\n  y"));

        assertThat(text).isEqualTo("# " + Page.NOTE + "\nf() (\nx\n  y\n)\n");
    }

    @Test
    void filled_placeWithoutPiece_isRefused() {
        assertThatThrownBy(() -> new Skeleton("# insert b\n", true).filled(Map.of()))
                .hasMessageContaining("no such piece: b");
    }

    @Test
    void filled_pieceWithoutPlace_isRefused() {
        assertThatThrownBy(() -> new Skeleton("a\n", true).filled(Map.of("b", "x")))
                .hasMessageContaining("no place for [b]");
    }

    @Test
    void filled_lineThatOnlyMentionsThePlace_staysAsItIs() {
        assertThat(new Skeleton("x # insert b\n#insert b\n", true).filled(Map.of()))
                .contains("x # insert b\n#insert b\n");
    }
}
