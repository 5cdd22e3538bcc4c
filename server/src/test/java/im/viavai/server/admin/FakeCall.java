package im.viavai.server.admin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call whose input is given and whose output is kept.
final class FakeCall implements AdminCall {
  final List<String> printed = new ArrayList<>();
  final List<String> complaints = new ArrayList<>();
  private final List<String> arguments;
  private final Deque<String> input = new ArrayDeque<>();

  FakeCall(String... arguments) {
    this.arguments = List.of(arguments);
  }

  FakeCall input(String... lines) {
    input.addAll(Arrays.asList(lines));
    return this;
  }

  @Override
  public List<String> arguments() {
    return arguments;
  }

  @Override
  public @Nullable String nextLine() {
    return input.poll();
  }

  @Override
  public void print(String line) {
    printed.add(line);
  }

  @Override
  public void complain(String line) {
    complaints.add(line);
  }
}
