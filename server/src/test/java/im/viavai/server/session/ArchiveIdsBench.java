package im.viavai.server.session;

import java.lang.management.ManagementFactory;

/// How much CPU time an archive id costs; run by hand.
final class ArchiveIdsBench {
  private ArchiveIdsBench() {}

  public static void main(String[] args) {
    ArchiveIds ids = new ArchiveIds(new byte[32]);
    var threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (int round = 0; round < 8; round++) {
      int count = 1_000_000;
      long before = threads.getCurrentThreadCpuTime();
      for (int i = 1; i <= count; i++) sum += ids.text(7, i).hashCode();
      long text = threads.getCurrentThreadCpuTime() - before;
      String one = ids.text(7, round + 1);
      before = threads.getCurrentThreadCpuTime();
      for (int i = 1; i <= count; i++) sum += ids.parse(7, one).orElse(0);
      long parse = threads.getCurrentThreadCpuTime() - before;
      System.out.println(
          "text " + text / count + " ns, parse " + parse / count + " ns (" + sum + ")");
    }
  }
}
