package im.viavai.server.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// Writes X.509 certificates (RFC 5280) of P-256 keys, for [CertificateAuthority]. Any thread.
final class X509 {

  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String SUBJECT_KEY = "2.5.29.14";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String NAME_CONSTRAINTS = "2.5.29.30";
  private static final String AUTHORITY_KEY = "2.5.29.35";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String XMPP_ADDR = "1.3.6.1.5.5.7.8.5"; // RFC 6120 section 13.7.1.4
  private static final String SRV_NAME = "1.3.6.1.5.5.7.8.7"; // RFC 4985
  private static final String LOCALHOST = "localhost";
  private static final int KEY_ID_BYTES = 20;
  private static final int SERIAL_BYTES = 16;

  private final SecureRandom random;

  X509(SecureRandom random) {
    this.random = random;
  }

  KeyPair newKeys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  /// A self-signed authority that may only speak for these domains and what is below them, so that
  /// whoever trusts it trusts it with nothing else.
  X509Certificate authority(
      String name, KeyPair keys, List<String> domains, Instant from, Instant to)
      throws GeneralSecurityException {
    return sign(
        keys.getPrivate(),
        name(name),
        name(name),
        keys.getPublic(),
        from,
        to,
        critical(BASIC_CONSTRAINTS, Der.sequence(Der.bool(true), Der.integer(BigInteger.ZERO))),
        critical(KEY_USAGE, Der.bits(1, new byte[] {0b0000_0110})), // keyCertSign, cRLSign
        critical(NAME_CONSTRAINTS, Der.sequence(Der.explicit(0, subtrees(domains)))),
        extension(SUBJECT_KEY, Der.octets(keyId(keys.getPublic()))));
  }

  /// A certificate of a domain, for TLS in both roles.
  X509Certificate leaf(
      X509Certificate issuer,
      PrivateKey issuerKey,
      String domain,
      PublicKey key,
      Instant from,
      Instant to)
      throws GeneralSecurityException {
    return sign(
        issuerKey,
        issuer.getSubjectX500Principal().getEncoded(),
        name(domain),
        key,
        from,
        to,
        critical(BASIC_CONSTRAINTS, Der.sequence()),
        critical(KEY_USAGE, Der.bits(7, new byte[] {(byte) 0b1000_0000})), // digitalSignature
        extension(EXTENDED_KEY_USAGE, Der.sequence(Der.oid(SERVER_AUTH), Der.oid(CLIENT_AUTH))),
        extension(SUBJECT_ALTERNATIVE_NAME, alternativeNames(domain)),
        extension(SUBJECT_KEY, Der.octets(keyId(key))),
        extension(AUTHORITY_KEY, Der.sequence(Der.implicit(0, keyId(issuer.getPublicKey())))));
  }

  private X509Certificate sign(
      PrivateKey signer,
      byte[] issuer,
      byte[] subject,
      PublicKey key,
      Instant from,
      Instant to,
      byte[]... extensions)
      throws GeneralSecurityException {
    byte[] serial = new byte[SERIAL_BYTES];
    random.nextBytes(serial);
    serial[0] = (byte) ((serial[0] & 0x3f) | 0x40); // positive, and always as long
    byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
    byte[] body =
        Der.sequence(
            Der.explicit(0, Der.integer(BigInteger.TWO)), // version 3
            Der.integer(new BigInteger(serial)),
            algorithm,
            issuer,
            Der.sequence(Der.time(from), Der.time(to)),
            subject,
            key.getEncoded(),
            Der.explicit(3, Der.sequence(extensions)));
    var signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(signer, random);
    signature.update(body);
    byte[] encoded = Der.sequence(body, algorithm, Der.bits(0, signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static byte[] name(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(commonName))));
  }

  private static byte[] critical(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value));
  }

  private static byte[] extension(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] subtrees(List<String> domains) {
    var out = new ByteArrayOutputStream();
    for (var domain : domains) {
      out.writeBytes(Der.sequence(Der.implicit(2, domain.getBytes(US_ASCII))));
    }
    // addresses need a subtree of their own, or any would be allowed
    out.writeBytes(Der.sequence(Der.implicit(7, new byte[] {127, 0, 0, 0, (byte) 255, 0, 0, 0})));
    byte[] loopback = new byte[32];
    loopback[15] = 1;
    Arrays.fill(loopback, 16, 32, (byte) 0xff);
    out.writeBytes(Der.sequence(Der.implicit(7, loopback)));
    return out.toByteArray();
  }

  private static byte[] alternativeNames(String domain) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(Der.implicit(2, domain.getBytes(US_ASCII)));
    out.writeBytes(otherName(XMPP_ADDR, Der.utf8(domain)));
    out.writeBytes(otherName(SRV_NAME, Der.ia5("_xmpp-client." + domain)));
    out.writeBytes(otherName(SRV_NAME, Der.ia5("_xmpp-server." + domain)));
    if (domain.equals(LOCALHOST)) {
      byte[] loopback6 = new byte[16];
      loopback6[15] = 1;
      out.writeBytes(Der.implicit(7, new byte[] {127, 0, 0, 1}));
      out.writeBytes(Der.implicit(7, loopback6));
    }
    return Der.sequence(out.toByteArray());
  }

  private static byte[] otherName(String type, byte[] value) {
    return Der.explicit(0, Der.oid(type), Der.explicit(0, value));
  }

  /// RFC 7093 section 2, method 1: the first 160 bits of a SHA-256.
  private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
    return Arrays.copyOf(hash, KEY_ID_BYTES);
  }
}
