@NullMarked
package dev.machineid.core.rules;

import org.jspecify.annotations.NullMarked;
