@org.jspecify.annotations.NullMarked
package dev.machineid.action.toolkit;
