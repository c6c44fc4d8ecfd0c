/** GitHub's toolkit for actions: the real one in an engine of its own, and a plain one of ours; only here the engine is known. */
@org.jspecify.annotations.NullMarked
package dev.machineid.action.toolkit;
