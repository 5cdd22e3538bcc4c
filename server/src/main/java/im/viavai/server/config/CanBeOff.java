package im.viavai.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a limit that the operator may switch off with `"off"` or `0`.
///
/// A limit that is off has the largest value of its type (`Integer.MAX_VALUE`, `Long.MAX_VALUE`,
/// [Size#OFF], [Key#NEVER]), so whoever compares with it needs no special case.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface CanBeOff {}
