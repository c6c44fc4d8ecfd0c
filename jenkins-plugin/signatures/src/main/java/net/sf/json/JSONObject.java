package net.sf.json;

/** An object of JSON. */
public final class JSONObject {}
