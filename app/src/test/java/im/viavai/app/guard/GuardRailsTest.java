package im.viavai.app.guard;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import im.viavai.app.Sections;
import im.viavai.server.feature.Feature;
import im.viavai.xmpp.EventLoop;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardRailsTest {
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile("^public (?:[a-z-]+ )*(?:class|interface|record|enum|@interface) ");

  private JavaClasses all;

  @BeforeAll
  void importClasses() {
    all = Tree.classes();
    assertThat(all).hasSizeGreaterThan(50);
  }

  @Test
  void rule1ImportsPointDownward() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("im.viavai..")
        .layer("app")
        .definedBy("im.viavai.app..")
        .layer("features")
        .definedBy("im.viavai.features..")
        .layer("cli")
        .definedBy("im.viavai.cli..")
        .layer("server")
        .definedBy("im.viavai.server..")
        .layer("store")
        .definedBy("im.viavai.store..")
        .layer("xmpp")
        .definedBy("im.viavai.xmpp..")
        .withOptionalLayers(true)
        .whereLayer("app")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("features")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("cli")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("server")
        .mayOnlyBeAccessedByLayers("features", "app")
        .whereLayer("store")
        .mayOnlyBeAccessedByLayers("server", "features", "app")
        .check(all);
  }

  @Test
  void rule1NoCyclesBetweenPackages() {
    slices().matching("im.viavai.(**)").should().beFreeOfCycles().check(all);
  }

  @Test
  void rule2AFeatureNamesAnotherOnlyInRequiresAndAfter() {
    classes()
        .that()
        .resideInAPackage("im.viavai.features.*..")
        .should(useNoOtherFeature())
        .allowEmptyShould(true)
        .check(all);
  }

  @Test
  void rule3NettyOnlyAtTheSocketJdbcOnlyInTheStoreNoDomOnTheLine() {
    noClasses()
        .that()
        .resideOutsideOfPackages("im.viavai.server.net..", "im.viavai.server.stream..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(all);
    noClasses()
        .that()
        .resideOutsideOfPackage("im.viavai.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.postgresql..")
        .check(all);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.w3c.dom..", "javax.xml..", "org.xml..")
        .check(all);
  }

  @Test
  void rule4NoStaticStateAndNoSingletons() {
    com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields()
        .that()
        .haveModifier(STATIC)
        .and()
        .doNotHaveModifier(SYNTHETIC)
        .should()
        .haveModifier(FINAL)
        .check(all);
    noMethods()
        .that()
        .haveModifier(STATIC)
        .should()
        .haveNameMatching("getInstance|instance|current")
        .check(all);
  }

  @Test
  void rule5OnlyABoundaryCatchesEverything() {
    Pattern catchAll = Pattern.compile("catch \\([^)]*\\b(Exception|Throwable)\\b[^)]*\\)");
    List<String> guilty =
        Tree.mainSources().stream()
            .filter(file -> catchAll.matcher(Tree.read(file)).find())
            .filter(file -> !Tree.read(file).contains("@Boundary("))
            .map(Tree::name)
            .toList();
    assertThat(guilty).isEmpty();
  }

  @Test
  void rule6AnEventLoopNeverWaits() {
    noClasses()
        .that()
        .areAnnotatedWith(EventLoop.class)
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.sql..")
                .or(resideInAPackage("java.nio.file.."))
                .or(
                    DescribedPredicate.describe(
                        "files",
                        type -> type.getFullName().matches("java\\.io\\.(File|Random).*"))))
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Future.class, "get")
        .orShould()
        .callMethod(java.util.concurrent.CompletableFuture.class, "join")
        .allowEmptyShould(true)
        .check(all);
  }

  @Test
  void rule7PublicTypesHaveJavadocAndPackagesAManual() {
    List<String> guilty =
        Tree.mainSources().stream()
            .filter(file -> !hasDocumentedPublicType(Tree.read(file)))
            .map(Tree::name)
            .toList();
    assertThat(guilty).isEmpty();
    List<String> packages =
        Tree.mainSources().stream()
            .map(Path::getParent)
            .distinct()
            .filter(folder -> {
              Path manual = folder.resolve("package-info.java");
              return !manual.toFile().exists()
                  || !Tree.read(manual).startsWith("///")
                  || !Tree.read(manual).contains("@NullMarked");
            })
            .map(Tree::name)
            .toList();
    assertThat(packages).isEmpty();
  }

  @Test
  void rule8OptionalIsAnAnswerAndPublicRecordsAreImmutable() {
    com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields()
        .should()
        .haveRawType(Optional.class)
        .check(all);
    methods().should(takeNoOptional()).check(all);
    classes()
        .that()
        .areRecords()
        .and(canBeSeenByOtherPackages())
        .should(haveImmutableParts())
        .check(all);
  }

  /// Whether the file's public type, if it has one, has a `///` comment between the imports and its
  /// name.
  private static boolean hasDocumentedPublicType(String source) {
    boolean documented = false;
    for (String line : source.lines().toList()) {
      if (line.startsWith("import ") || line.startsWith("package ")) {
        documented = false;
      } else if (line.startsWith("///")) {
        documented = true;
      } else if (PUBLIC_TYPE.matcher(line).find()) {
        return documented;
      }
    }
    return true;
  }

  private static ArchCondition<JavaClass> useNoOtherFeature() {
    return new ArchCondition<>("use no other feature") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        item.getAccessesFromSelf().stream()
            .filter(access -> !feature(access.getTargetOwner()).isEmpty())
            .filter(access -> !feature(access.getTargetOwner()).equals(feature(item)))
            .forEach(
                access -> events.add(SimpleConditionEvent.violated(item, access.getDescription())));
      }
    };
  }

  /// The name of the feature that a class belongs to, empty for others.
  private static String feature(JavaClass type) {
    String prefix = "im.viavai.features.";
    String name = type.getPackageName();
    return name.startsWith(prefix) ? name.substring(prefix.length()).split("\\.", 2)[0] : "";
  }

  private static DescribedPredicate<JavaClass> canBeSeenByOtherPackages() {
    return DescribedPredicate.describe(
        "can be seen by other packages",
        type -> {
          for (JavaClass outer = type; ; outer = outer.getEnclosingClass().orElseThrow()) {
            if (!outer.getModifiers().contains(PUBLIC)) {
              return false;
            } else if (outer.getEnclosingClass().isEmpty()) {
              return true;
            }
          }
        });
  }

  private static ArchCondition<JavaMethod> takeNoOptional() {
    return new ArchCondition<>("take no Optional") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        for (JavaParameter parameter : method.getParameters()) {
          if (parameter.getRawType().isEquivalentTo(Optional.class)
              && !method.getModifiers().contains(SYNTHETIC)
              && !method.getName().startsWith("lambda$")) {
            events.add(SimpleConditionEvent.violated(method, method.getFullName()));
          }
        }
      }
    };
  }

  private static ArchCondition<JavaClass> haveImmutableParts() {
    return new ArchCondition<>("have immutable parts") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (JavaField field : item.getFields()) {
          JavaClass type = field.getRawType();
          boolean collection =
              type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class);
          boolean mutable =
              type.isArray()
                  || (collection
                      && !type.isEquivalentTo(List.class)
                      && !type.isEquivalentTo(Set.class)
                      && !type.isEquivalentTo(Map.class)
                      && !type.isEquivalentTo(Collection.class));
          if (mutable && !field.getModifiers().contains(STATIC)) {
            events.add(SimpleConditionEvent.violated(item, field.getFullName()));
          }
        }
      }
    };
  }

  @Test
  void rule9EveryFeatureHasARequirementAndAConversation() {
    List<String> missing = new java.util.ArrayList<>();
    for (JavaClass feature : all) {
      if (!feature.isAssignableTo(Feature.class) || feature.isInterface()) continue;
      String folder = "/" + feature.getPackageName().replace('.', '/') + "/";
      List<Path> chats = below(folder, Tree.conversations());
      List<Path> tests = below(folder, Tree.testSources());
      if (chats.isEmpty()) missing.add(feature.getSimpleName() + ": a conversation");
      boolean required =
          Stream.concat(chats.stream(), tests.stream())
              .anyMatch(file -> Tree.read(file).contains("@Requirement("));
      if (!required) missing.add(feature.getSimpleName() + ": a requirement");
    }
    assertThat(missing).isEmpty();
  }

  private static List<Path> below(String folder, List<Path> files) {
    return files.stream()
        .filter(file -> file.toString().replace('\\', '/').contains(folder))
        .toList();
  }

  /// Prosody compared secrets up to the first byte that differed, and its speed told which.
  @Test
  void cve2021_32921NoSecretIsComparedByteByByte() {
    noClasses()
        .that()
        .resideInAnyPackage("im.viavai.server..", "im.viavai.features..")
        .should()
        .callMethod(java.util.Arrays.class, "equals", byte[].class, byte[].class)
        .because("MessageDigest.isEqual takes as long for a right secret as for a wrong one")
        .check(all);
  }

  @Test
  void everyKeyOfTheConfigurationIsReadSomewhere() {
    List<String> unread = new java.util.ArrayList<>();
    for (Class<? extends Record> section : Sections.ALL) {
      for (java.lang.reflect.RecordComponent key : section.getRecordComponents()) {
        boolean read =
            all.get(section).getMethod(key.getName()).getAccessesToSelf().stream()
                .anyMatch(access -> !access.getOriginOwner().getPackageName().endsWith(".config"));
        if (!read) {
          unread.add(section.getSimpleName() + "." + key.getName());
        }
      }
    }
    assertThat(unread).isEmpty();
  }

  @Test
  void theRulesThemselvesFindWhatTheyLookFor() {
    JavaClasses guilty =
        new com.tngtech.archunit.core.importer.ClassFileImporter()
            .importClasses(Guilty.class, GuiltyRecord.class);
    org.assertj.core.api.Assertions.assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> methods().should(takeNoOptional()).check(guilty));
    org.assertj.core.api.Assertions.assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> classes().that().areRecords().should(haveImmutableParts()).check(guilty));
    assertThat(not(resideInAPackage("java..")).test(all.get(EventLoop.class))).isTrue();
  }

  static final class Guilty {
    boolean takes(Optional<String> given) {
      return given.isPresent();
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  record GuiltyRecord(byte[] bytes) {}
}
