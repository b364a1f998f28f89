package org.karavox.manage.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets whoever may read the installation's files into its shell, and nobody else: the first start makes a key pair, puts
 * the private half into {@code etc/operator.key} (readable by its owner only) and the public half into
 * {@code etc/keys.properties} under the name {@value #USER}. Where that name stands already, nothing is done, so
 * {@code operator = off} shuts the door for good.
 */
@Component(immediate = true, service = {})
public final class OperatorKey {

    static final String USER = "operator";

    private static final Logger LOGGER = LoggerFactory.getLogger(OperatorKey.class);
    // Not EC: the login module of Karaf 4.4 reads coordinates as signed numbers and refuses three keys of four.
    private static final int RSA_BITS = 3072;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    @Activate
    public OperatorKey() {
        Path etc = Path.of(System.getProperty("karaf.etc"));
        try {
            if (create(etc)) {
                LOGGER.info("{} opens the shell", etc.resolve("operator.key"));
            }
        } catch (IOException e) {
            LOGGER.error("Nobody can use the shell until {} is writable or has accounts", etc, e);
        }
    }

    /** True if the key was let in. */
    static boolean create(Path etc) throws IOException {
        Path publicKeys = etc.resolve("keys.properties");
        if (Files.exists(publicKeys) && isKnown(publicKeys)) {
            return false;
        }
        Path file = etc.resolve("operator.key");
        RSAPrivateCrtKey key = Files.exists(file) ? read(file) : generate(file);
        Files.writeString(publicKeys, USER + " = " + sshForm(key) + ",_g_:admingroup\n",
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return true;
    }

    private static boolean isKnown(Path publicKeys) throws IOException {
        return Files.readAllLines(publicKeys).stream().anyMatch(line -> line.matches("\\s*" + USER + "\\s*[=:].*"));
    }

    private static RSAPrivateCrtKey generate(Path file) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS);
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, BEGIN + "\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                    + "\n" + END + "\n");
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has RSA", e);
        }
    }

    private static RSAPrivateCrtKey read(Path file) throws IOException {
        try {
            String base64 = Files.readString(file).replace(BEGIN, "").replace(END, "");
            return (RSAPrivateCrtKey) KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no RSA key; remove it to have a new one made", e);
        }
    }

    /** The public half as RFC 4253 section 6.6 wants it, in base 64. */
    private static String sshForm(RSAPrivateCrtKey key) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (byte[] part : new byte[][] {"ssh-rsa".getBytes(StandardCharsets.US_ASCII), key.getPublicExponent().toByteArray(),
                key.getModulus().toByteArray()}) {
            out.writeInt(part.length);
            out.write(part);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
