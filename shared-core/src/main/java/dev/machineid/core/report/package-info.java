/** What the user is told: errors with stable codes and advice, warnings, the report of a login. */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.report;
