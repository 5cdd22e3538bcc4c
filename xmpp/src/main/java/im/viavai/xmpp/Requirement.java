package im.viavai.xmpp;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The sentence of a specification that a test proves. `docs/generated/conformance.md` is made of
/// these.
@Documented
@Repeatable(Requirement.All.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Requirement {
  /// The document as it is cited: `RFC 6120`, `XEP-0280`.
  String document();

  /// Its section: `4.9.3.1`.
  String section();

  /// The words that bind us, verbatim.
  String quote();

  /// Holds several requirements on one test.
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.METHOD, ElementType.TYPE})
  @interface All {
    /// The requirements in the order of the source.
    Requirement[] value();
  }
}
