package im.viavai.server.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// PEM files (RFC 7468) of certificates and unencrypted private keys: PKCS #8, and what older tools
/// write: PKCS #1 for RSA, RFC 5915 for elliptic curves. Any thread.
final class Pem {

  /// A file of certificates or a key is far smaller.
  private static final long MAX_FILE_BYTES = 1024 * 1024;

  private static final String RSA_OID = "1.2.840.113549.1.1.1";
  private static final String EC_OID = "1.2.840.10045.2.1";
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  private record Block(String label, String text) {
    byte[] content() throws CertificateException {
      try {
        return Base64.getMimeDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        throw new CertificateException("a block " + label + " is damaged", e);
      }
    }
  }

  private Pem() {}

  /// The certificates of a file, in its order, which is to be leaf first.
  static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    var factory = CertificateFactory.getInstance("X.509");
    var chain = new ArrayList<X509Certificate>();
    for (var block : blocks(file)) {
      if (block.label().equals("CERTIFICATE")
          && factory.generateCertificate(new ByteArrayInputStream(block.content()))
              instanceof X509Certificate certificate) {
        chain.add(certificate);
      }
    }
    if (chain.isEmpty()) {
      throw new CertificateException("no certificate in " + file);
    }
    return List.copyOf(chain);
  }

  /// The first private key of a file.
  ///
  /// @param owner the certificate it belongs to, which tells what kind of key it is
  static PrivateKey privateKey(Path file, X509Certificate owner)
      throws IOException, GeneralSecurityException {
    String algorithm = owner.getPublicKey().getAlgorithm();
    for (var block : blocks(file)) {
      byte[] pkcs8 =
          switch (block.label()) {
            case "PRIVATE KEY" -> block.content();
            case "RSA PRIVATE KEY" -> wrap(block, Der.oid(RSA_OID), Der.nothing());
            case "EC PRIVATE KEY" -> wrap(block, Der.oid(EC_OID), curve(owner));
            case "ENCRYPTED PRIVATE KEY" ->
                throw new CertificateException("the key in " + file + " has a password");
            default -> new byte[0];
          };
      if (pkcs8.length > 0) {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      }
    }
    throw new CertificateException("no private key in " + file);
  }

  /// One block of text.
  static String encode(String label, byte[] content) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static List<Block> blocks(Path file) throws IOException, CertificateException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new CertificateException(file + " is too large");
    }
    var matcher = BLOCK.matcher(Files.readString(file, US_ASCII));
    var blocks = new ArrayList<Block>();
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  /// PrivateKeyInfo of RFC 5208 around a key that does not name its kind.
  private static byte[] wrap(Block key, byte[] kind, byte[] parameters)
      throws CertificateException {
    return Der.sequence(
        Der.integer(BigInteger.ZERO), Der.sequence(kind, parameters), Der.octets(key.content()));
  }

  private static byte[] curve(X509Certificate owner) throws GeneralSecurityException {
    if (!(owner.getPublicKey() instanceof ECPublicKey key)) {
      throw new CertificateException("the key is of another kind than the certificate");
    }
    ECParameterSpec spec = key.getParams();
    var parameters = java.security.AlgorithmParameters.getInstance("EC");
    parameters.init(spec);
    try {
      return parameters.getEncoded(); // the curve's object identifier
    } catch (IOException e) {
      throw new CertificateException("cannot name the curve of the certificate", e);
    }
  }
}
