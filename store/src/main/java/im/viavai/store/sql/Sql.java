package im.viavai.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One connection and its prepared statements. Used by one thread at a time.
///
/// Every text is a constant of ours, with a `?` for each value, so the number of statements is that
/// of the places in the code.
final class Sql implements AutoCloseable {
  /// Reads one row.
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  Sql(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /// The statement of that text; prepared once.
  PreparedStatement prepare(String text) throws SQLException {
    PreparedStatement statement = statements.get(text);
    if (statement == null) {
      statement = connection.prepareStatement(text);
      statements.put(text, statement);
    }
    return statement;
  }

  /// Forgets every prepared statement. After an error the driver of SQLite closes the one at fault
  /// without saying so, and it would fail for ever.
  void forget() {
    for (PreparedStatement statement : statements.values()) {
      try {
        statement.close();
      } catch (SQLException _) {
        // it is closed, or its connection is gone
      }
    }
    statements.clear();
  }

  /// Runs a command without values, not prepared: for what is rare.
  void execute(String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  /// Changes rows.
  ///
  /// @return how many
  int update(String text, @Nullable Object... values) throws SQLException {
    return using(bind(text, values), PreparedStatement::executeUpdate);
  }

  private interface Use<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  private <T> T using(PreparedStatement statement, Use<T> use) throws SQLException {
    try {
      return use.of(statement);
    } catch (SQLException e) {
      forget();
      throw e;
    }
  }

  /// All rows.
  <T> List<T> list(String text, Row<T> row, @Nullable Object... values) throws SQLException {
    return using(
        bind(text, values),
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
              result.add(row.read(rows));
            }
            return result;
          }
        });
  }

  /// The first row, if there is one.
  <T> Optional<T> first(String text, Row<T> row, @Nullable Object... values) throws SQLException {
    return using(
        bind(text, values),
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
          }
        });
  }

  /// The number in the first row; empty if there is no row or it is NULL.
  OptionalLong number(String text, @Nullable Object... values) throws SQLException {
    return using(
        bind(text, values),
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
              return OptionalLong.empty();
            }
            long number = rows.getLong(1);
            return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
          }
        });
  }

  private PreparedStatement bind(String text, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepare(text);
    for (int i = 0; i < values.length; i++) {
      switch (values[i]) {
        case Long number -> statement.setLong(i + 1, number);
        case Integer number -> statement.setLong(i + 1, number);
        case String string -> statement.setString(i + 1, string);
        case byte[] bytes -> statement.setBytes(i + 1, bytes);
        case null -> statement.setBytes(i + 1, null);
        default -> throw new IllegalArgumentException("cannot bind " + values[i]);
      }
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
    connection.close();
  }
}
