package im.viavai.server.route;

import im.viavai.server.feature.Announcements;
import im.viavai.server.feature.DiscoNodes;
import im.viavai.xmpp.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// What the features of one host announced: written while they install themselves, read by any
/// thread afterwards.
final class Announced implements Announcements {
  final SortedSet<String> server = new TreeSet<>();
  final SortedSet<String> account = new TreeSet<>();
  final List<Element> identities = new ArrayList<>();
  final List<Element> forms = new ArrayList<>();
  private final List<Element> streamFeatures = new CopyOnWriteArrayList<>();
  private final List<Element> featuresBeforeLogin = new CopyOnWriteArrayList<>();
  private final AtomicInteger changes = new AtomicInteger();
  final List<DiscoNodes> nodes = new ArrayList<>();

  void streamFeature(Element feature) {
    streamFeatures.add(feature);
    changed();
  }

  void featureBeforeLogin(Element feature) {
    featuresBeforeLogin.add(feature);
    changed();
  }

  void changed() {
    changes.incrementAndGet();
  }

  @Override
  public SortedSet<String> server() {
    return server;
  }

  @Override
  public SortedSet<String> account() {
    return account;
  }

  @Override
  public List<Element> identities() {
    return identities;
  }

  @Override
  public List<Element> forms() {
    return forms;
  }

  @Override
  public List<Element> streamFeatures() {
    return streamFeatures;
  }

  @Override
  public List<Element> featuresBeforeLogin() {
    return featuresBeforeLogin;
  }

  @Override
  public int changes() {
    return changes.get();
  }

  @Override
  public List<DiscoNodes> nodes() {
    return nodes;
  }
}
