/** Connections to what the cluster protects, made with issued credentials. */
@org.jspecify.annotations.NullMarked
package dev.machineid.core.connect;
