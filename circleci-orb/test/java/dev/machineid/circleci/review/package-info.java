/** Tests. */
@NullMarked
package dev.machineid.circleci.review;

import org.jspecify.annotations.NullMarked;
