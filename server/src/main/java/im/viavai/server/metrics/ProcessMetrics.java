package im.viavai.server.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// The metrics of the process: memory, CPU, descriptors, collections. All are read when the page
/// is.
public final class ProcessMetrics {
  private static final int PAGE_BYTES = 4096;

  private ProcessMetrics() {}

  /// Registers them.
  public static void register(Metrics metrics) {
    metrics.counted("process_cpu_seconds", "CPU time used.", ProcessMetrics::cpuSeconds);
    metrics.gauge("process_resident_memory_bytes", "Memory in RAM.", ProcessMetrics::resident);
    metrics.gauge("process_open_fds", "Open file descriptors.", ProcessMetrics::descriptors);
    metrics.gauge("process_max_fds", "Most file descriptors.", ProcessMetrics::mostDescriptors);
    metrics.gauge(
        "process_start_time_seconds",
        "When the process started, in seconds since 1970.",
        () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0);
    metrics.gauge(
        "jvm_heap_used_bytes",
        "Heap in use, garbage included.",
        () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    metrics.gauge(
        "jvm_heap_max_bytes",
        "The heap's limit.",
        () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax());
    metrics.gauge("jvm_direct_bytes", "Direct buffers.", ProcessMetrics::direct);
    metrics.gauge(
        "jvm_threads",
        "Platform threads.",
        () -> ManagementFactory.getThreadMXBean().getThreadCount());
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      Label label = new Label("collector", collector.getName());
      metrics.counted("jvm_gc_collections", "Collections.", collector::getCollectionCount, label);
      metrics.counted(
          "jvm_gc_seconds",
          "Time spent in collections.",
          () -> collector.getCollectionTime() / 1000.0,
          label);
    }
  }

  private static double cpuSeconds() {
    return system() instanceof UnixOperatingSystemMXBean unix
        ? unix.getProcessCpuTime() / 1e9
        : Double.NaN;
  }

  private static double descriptors() {
    return system() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : Double.NaN;
  }

  private static double mostDescriptors() {
    return system() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Double.NaN;
  }

  private static Object system() {
    return ManagementFactory.getOperatingSystemMXBean();
  }

  private static double direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static double resident() {
    try {
      String[] fields = Files.readString(Path.of("/proc/self/statm")).split(" ", 3);
      return Long.parseLong(fields[1]) * (double) PAGE_BYTES;
    } catch (IOException _) {
      return Double.NaN;
    }
  }
}
