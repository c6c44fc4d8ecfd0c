@NullMarked
package dev.machineid.lab.fault;

import org.jspecify.annotations.NullMarked;
