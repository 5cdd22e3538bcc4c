package im.viavai.xmpp;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks the few classes that may catch any exception: where a session or a task ends, and nothing
/// else does.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Boundary {
  /// What ends here when something unexpected is thrown, and what goes on.
  String value();
}
