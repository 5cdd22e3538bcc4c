package im.viavai.app.guard;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Past vulnerabilities of other servers that no code here can have, as it does not do such things
/// at all; and the list of all of them, with its tests.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreatRulesTest {
  private static final Pattern TEST = Pattern.compile("`([A-Za-z0-9./-]+(?:Test|\\.chat|\\.ts))`");

  private JavaClasses all;

  @BeforeAll
  void importClasses() {
    all = Tree.classes();
    assertThat(all).hasSizeGreaterThan(50);
  }

  private void check(ArchRule rule) {
    rule.check(all);
  }

  /// Openfire fetched what a user named. The server opens no connection to anybody.
  @Test
  void cve2019_18394NothingThatHandlesWhatComesOpensAConnection() {
    String[] line = {"im.viavai.xmpp..", "im.viavai.server..", "im.viavai.features.."};
    check(
        noClasses()
            .that()
            .resideInAnyPackage(line)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "javax.naming..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.netty.bootstrap.Bootstrap")
            .because("nothing that a user names is fetched"));
    check(
        noClasses()
            .that()
            .resideInAnyPackage(line)
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.net\\.(URL|URLConnection|HttpURLConnection)")
            .orShould()
            .callConstructorWhere(target(owner(nameMatching("java\\.net\\.(Datagram)?Socket"))))
            .orShould()
            .callMethod(java.nio.channels.SocketChannel.class, "open")
            .orShould()
            .callMethod(
                java.nio.channels.SocketChannel.class, "connect", java.net.SocketAddress.class)
            .orShould()
            .callMethod(java.net.InetAddress.class, "getByName", String.class)
            .orShould()
            .callMethod(java.net.InetAddress.class, "getAllByName", String.class));
  }

  /// ejabberd made tokens with a generator that can be guessed. There is one here, made in `main`.
  @Test
  void t6WhatIsRandomIsFromOneSecureGenerator() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.util\\.(Random|SplittableRandom|concurrent\\.ThreadLocalRandom"
                    + "|random\\..*)")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID"));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("im.viavai.app..")
            .should()
            .callConstructor(java.security.SecureRandom.class)
            .because("it is passed in"));
  }

  /// Prosody had a second reader of XML, set up otherwise than the first.
  @Test
  void cve2022_0217ThereIsOneReaderOfXml() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.xml..", "org.xml..", "org.w3c.dom..", "com.ctc.wstx.."));
  }

  /// What comes as data stays data: it is not compiled, deserialised, inflated or run.
  @Test
  void t34NothingThatComesIsExecuted() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("im.viavai.app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.script..", "java.rmi..", "java.lang.invoke.proxy..")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.(io\\.ObjectInputStream|lang\\.ProcessBuilder"
                    + "|util\\.zip\\.(Inflater|InflaterInputStream|GZIPInputStream|ZipInputStream))")
            .orShould()
            .callMethod(Class.class, "forName", String.class));
  }

  /// ejabberd put what a client asked for into its SQL. Here whatever has a value is prepared.
  @Test
  void t17NoStatementIsMadeButPrepared() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("im.viavai.store.sql.Sql")
            .and()
            .doNotHaveFullyQualifiedName("im.viavai.store.sql.PostgresqlDatabase")
            .and()
            .doNotHaveFullyQualifiedName("im.viavai.store.sql.StoreLock")
            .should()
            .callMethod(java.sql.Connection.class, "createStatement"));
  }

  /// A dependency is the one that was tested, not whichever is newest.
  @Test
  void t33EveryVersionIsFixed() {
    String pom = Tree.read(Tree.ROOT.resolve("pom.xml"));
    String dependencies = pom.substring(pom.indexOf("<dependencyManagement>"));
    assertThat(dependencies.substring(0, dependencies.indexOf("</dependencyManagement>")))
        .doesNotContain("LATEST", "RELEASE", "SNAPSHOT<", "<version>[", "<version>(");
    Matcher versions = Pattern.compile("<[a-z]+\\.version>([^<]+)<").matcher(pom);
    assertThat(versions.results().map(found -> found.group(1)))
        .hasSizeGreaterThan(20)
        .allMatch(version -> version.matches("[0-9][0-9A-Za-z.]*"));
    assertThat(Tree.ROOT.resolve("web/package-lock.json")).exists();
  }

  /// `docs/threats.md` names tests that exist.
  @Test
  void theTestsInTheListOfThreatsExist() {
    String document = Tree.read(Tree.ROOT.resolve("docs/threats.md"));
    List<String> there =
        Stream.of(Tree.testSources(), Tree.conversations())
            .flatMap(List::stream)
            .map(Path::getFileName)
            .map(name -> name.toString().replace(".java", ""))
            .toList();
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (String line : document.lines().filter(line -> line.startsWith("| ")).toList()) {
      Matcher tests = TEST.matcher(line);
      int before = named;
      for (; tests.find(); named++) {
        String test = tests.group(1);
        boolean exists =
            test.contains("/") ? Tree.ROOT.resolve(test).toFile().exists() : there.contains(test);
        if (!exists) missing.add(test);
      }
      boolean heading = line.startsWith("| threat") || line.startsWith("| ---");
      if (named == before && !heading) missing.add("a test in: " + line);
    }
    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(50);
  }
}
