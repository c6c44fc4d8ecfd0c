package dev.machineid.core.request;

/** The text of one option value and where it came from. */
public record RawValue(String text, Source source) {}
