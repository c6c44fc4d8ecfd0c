/** What lies behind the proxy: a web application, a TCP application and a stand-in for PostgreSQL. */
@NullMarked
package dev.machineid.lab.behind;

import org.jspecify.annotations.NullMarked;
