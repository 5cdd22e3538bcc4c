package im.viavai.server.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificates of the served domains. A handshake gets the one of the domain it asks for by
/// SNI, else one that covers the name asked for, else the default domain's.
///
/// Files that change are read again by [#refresh()], which somebody calls every few seconds: a
/// broken new file leaves the old certificate in use and is logged once. Connections keep what they
/// have. Any thread.
public final class Certificates implements AutoCloseable {

  /// A certificate that ends within this time is warned of once a day.
  public static final Duration EXPIRY_WARNING = Duration.ofDays(14);

  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
  private static final int DNS_NAME = 2;

  /// What a certificate in use looks like to an operator.
  ///
  /// @param domain the served domain
  /// @param notAfter when it ends
  /// @param names the DNS names it is for
  public record Status(String domain, Instant notAfter, List<String> names) {
    /// Keeps an own copy.
    public Status {
      names = List.copyOf(names);
    }
  }

  private record Stamp(FileTime chain, long chainSize, FileTime key, long keySize) {}

  private record Entry(
      CertificateFiles files, Stamp stamp, TlsContext context, X509Certificate certificate) {}

  /// What a handshake looks into: never changed, only replaced.
  private record Table(
      Map<String, TlsContext> byName, Map<String, String> domains, TlsContext fallback) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final String defaultDomain;
  private final TlsContexts contexts;
  private final InstantSource clock;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<String, Stamp> broken = new HashMap<>();
  private Instant nextWarning = Instant.MIN;
  private volatile Table table;

  /// Reads all files.
  ///
  /// @param files one for each domain; the first one's domain is the default
  /// @throws BadCertificate if one cannot be used: a server does not start without
  public Certificates(List<CertificateFiles> files, TlsOptions options, InstantSource clock)
      throws BadCertificate {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no certificates");
    }
    this.defaultDomain = files.getFirst().domain();
    this.contexts = new TlsContexts(options);
    this.clock = clock;
    for (var file : files) {
      if (entries.containsKey(file.domain())) {
        throw new IllegalArgumentException("two certificates for " + file.domain());
      }
      entries.put(file.domain(), read(file));
    }
    this.table = table();
    warnOfExpiry();
  }

  /// The engine in use, which is not the configured one where BoringSSL cannot be loaded.
  public TlsOptions.Engine engine() {
    return contexts.engine();
  }

  /// What is in use.
  public List<Status> status() {
    lock.lock();
    try {
      return entries.values().stream()
          .map(entry ->
              new Status(
                  entry.files().domain(),
                  entry.certificate().getNotAfter().toInstant(),
                  names(entry.certificate())))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /// Reads the files that have changed since they were last read, and warns of what will expire.
  public void refresh() {
    lock.lock();
    try {
      for (var entry : List.copyOf(entries.values())) {
        refresh(entry);
      }
      warnOfExpiry();
    } finally {
      lock.unlock();
    }
  }

  /// Reads all files now, changed or not.
  ///
  /// @throws BadCertificate if one cannot be used; it keeps the old one, the others are replaced
  public void reload() throws BadCertificate {
    lock.lock();
    try {
      var problems = new ArrayList<BadCertificate>();
      for (var entry : List.copyOf(entries.values())) {
        try {
          replace(entry, read(entry.files()));
        } catch (BadCertificate e) {
          problems.add(e);
        }
      }
      if (!problems.isEmpty()) {
        var first = problems.removeFirst();
        problems.forEach(first::addSuppressed);
        throw first;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends new handshakes. Connections keep what they have.
  @Override
  public void close() {
    lock.lock();
    try {
      entries.values().forEach(entry -> entry.context().retire());
    } finally {
      lock.unlock();
    }
  }

  /// The certificate for a name asked for in lower case, or `""`.
  TlsContext select(String serverName) {
    var now = table;
    var exact = now.byName().get(serverName);
    if (exact != null) {
      return exact;
    }
    int dot = serverName.indexOf('.');
    var wildcard = dot < 0 ? null : now.byName().get("*" + serverName.substring(dot));
    return wildcard == null ? now.fallback() : wildcard;
  }

  /// The same name, as the string that is already there if it is a served domain.
  String canonical(String serverName) {
    return table.domains().getOrDefault(serverName, serverName);
  }

  private void refresh(Entry entry) {
    var domain = entry.files().domain();
    try {
      var stamp = stamp(entry.files());
      if (stamp.equals(entry.stamp()) || stamp.equals(broken.get(domain))) {
        return;
      }
      broken.put(domain, stamp); // until it is read
      replace(entry, read(entry.files()));
      LOG.atInfo().addKeyValue("domain", domain).log("certificate_replaced");
    } catch (IOException e) {
      if (broken.put(domain, new Stamp(FileTime.fromMillis(0), 0, FileTime.fromMillis(0), 0))
          == null) {
        kept(domain, e);
      }
    } catch (BadCertificate e) {
      kept(domain, e);
    }
  }

  private static void kept(String domain, Exception reason) {
    LOG.atWarn()
        .addKeyValue("domain", domain)
        .addKeyValue("reason", reason.toString())
        .log("certificate_not_replaced");
  }

  private void replace(Entry old, Entry now) {
    entries.put(now.files().domain(), now);
    broken.remove(now.files().domain());
    table = table();
    old.context().retire();
  }

  private Table table() {
    var byName = new HashMap<String, TlsContext>();
    for (var entry : entries.values()) {
      for (var name : names(entry.certificate())) {
        byName.putIfAbsent(name, entry.context());
      }
    }
    entries.forEach((domain, entry) -> byName.put(domain, entry.context()));
    var fallback = entries.get(defaultDomain);
    if (fallback == null) {
      throw new IllegalStateException("the default domain is always there");
    }
    var domains = new HashMap<String, String>();
    entries.keySet().forEach(domain -> domains.put(domain, domain));
    return new Table(Map.copyOf(byName), Map.copyOf(domains), fallback.context());
  }

  private Entry read(CertificateFiles files) throws BadCertificate {
    try {
      var stamp = stamp(files);
      var chain = Pem.certificates(files.chain());
      var key = Pem.privateKey(files.key(), chain.getFirst());
      checkPair(chain.getFirst(), key);
      return new Entry(files, stamp, contexts.create(chain, key), chain.getFirst());
    } catch (IOException | GeneralSecurityException e) {
      throw new BadCertificate(
          "certificate of "
              + files.domain()
              + " ("
              + files.chain()
              + ", "
              + files.key()
              + "): "
              + (e instanceof SSLException && e.getCause() != null ? e.getCause() : e).getMessage(),
          e);
    }
  }

  /// Whether the key belongs to the certificate: what it signs must verify.
  private static void checkPair(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    byte[] probe = certificate.getEncoded();
    var signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(probe);
    byte[] signature = signer.sign();
    signer.initVerify(certificate.getPublicKey());
    signer.update(probe);
    if (!signer.verify(signature)) {
      throw new CertificateException("the key does not belong to the certificate");
    }
  }

  private static Stamp stamp(CertificateFiles files) throws IOException {
    return new Stamp(
        Files.getLastModifiedTime(files.chain()),
        Files.size(files.chain()),
        Files.getLastModifiedTime(files.key()),
        Files.size(files.key()));
  }

  private void warnOfExpiry() {
    var now = clock.instant();
    if (now.isBefore(nextWarning)) {
      return;
    }
    nextWarning = now.plus(Duration.ofDays(1));
    for (var entry : entries.values()) {
      var end = entry.certificate().getNotAfter().toInstant();
      if (end.isBefore(now.plus(EXPIRY_WARNING))) {
        LOG.atWarn()
            .addKeyValue("domain", entry.files().domain())
            .addKeyValue("end", end)
            .log("certificate_expires");
      }
    }
  }

  /// Names from the subjectAltName only (T32: never from the distinguished name), wildcards as they
  /// stand.
  private static List<String> names(X509Certificate certificate) {
    try {
      @Nullable Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      return all == null
          ? List.of()
          : all.stream()
              .filter(name -> name.getFirst() instanceof Integer type && type == DNS_NAME)
              .map(name -> String.valueOf((Object) name.get(1)).toLowerCase(Locale.ROOT))
              .toList();
    } catch (CertificateException e) {
      return List.of();
    }
  }
}
