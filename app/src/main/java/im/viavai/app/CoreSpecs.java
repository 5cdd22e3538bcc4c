package im.viavai.app;

import im.viavai.server.feature.Spec;
import im.viavai.server.feature.Spec.Extent;
import java.util.List;

/// What the line itself implements, before any feature: streams, TLS, login, sessions, routing.
final class CoreSpecs {
  /// In the order of the documents.
  static final List<Spec> ALL =
      List.of(
          new Spec("RFC 6120", "2011-03", Extent.PARTIAL), // clients; no other domains yet
          new Spec("RFC 7395", "2014-10", Extent.COMPLETE),
          new Spec("RFC 7590", "2015-06", Extent.COMPLETE),
          new Spec("RFC 7622", "2015-09", Extent.COMPLETE),
          new Spec("RFC 9266", "2022-07", Extent.COMPLETE),
          new Spec("XEP-0004", "2.13.2", Extent.COMPLETE),
          new Spec("XEP-0059", "1.0", Extent.COMPLETE),
          new Spec("XEP-0082", "1.1.1", Extent.COMPLETE),
          new Spec("XEP-0106", "1.1.1", Extent.COMPLETE),
          new Spec("XEP-0124", "1.11.2", Extent.COMPLETE),
          new Spec("XEP-0156", "1.4.0", Extent.COMPLETE),
          new Spec("XEP-0198", "1.6.3", Extent.COMPLETE),
          new Spec("XEP-0206", "1.4", Extent.COMPLETE),
          new Spec("XEP-0368", "1.1.0", Extent.COMPLETE),
          new Spec("XEP-0386", "1.1.0", Extent.COMPLETE),
          new Spec("XEP-0388", "1.0.4", Extent.COMPLETE),
          new Spec("XEP-0440", "1.0.0", Extent.COMPLETE),
          new Spec("XEP-0474", "0.5.0", Extent.COMPLETE),
          new Spec("XEP-0480", "0.2.0", Extent.COMPLETE),
          new Spec("XEP-0484", "0.2.0", Extent.COMPLETE),
          new Spec("XEP-0487", "0.1.0", Extent.PARTIAL)); // clients; no other domains yet

  private CoreSpecs() {}
}
