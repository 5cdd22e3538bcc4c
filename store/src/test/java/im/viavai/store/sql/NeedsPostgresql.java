package im.viavai.store.sql;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Starts one PostgreSQL for all tests of a run that ask for a [PostgresqlServer], and skips them,
/// saying why, where there is none.
final class NeedsPostgresql implements BeforeAllCallback, ParameterResolver {
  @Override
  public void beforeAll(ExtensionContext context) {
    Assumptions.assumeTrue(
        PostgresqlServer.binaries().isPresent(),
        "PostgreSQL is not installed: apt-get install --no-install-recommends postgresql");
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == PostgresqlServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    beforeAll(context);
    Optional<Path> binaries = PostgresqlServer.binaries();
    return context
        .getRoot()
        .getStore(Namespace.create(NeedsPostgresql.class))
        .computeIfAbsent(
            "server", _ -> PostgresqlServer.start(binaries.orElseThrow()), PostgresqlServer.class);
  }
}
