package im.viavai.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The smallest and largest allowed value: of a number itself, of a [Size] in bytes, of a
/// `Duration` in seconds, of a list its length.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
  /// Smallest allowed value.
  long min() default 0;

  /// Largest allowed value.
  long max() default Long.MAX_VALUE;
}
