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
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets whoever may read the installation's files into its shell, and nobody else: the first start makes a key pair, puts
 * the private half into {@code etc/operator.key} (readable by its owner only) and the public half into
 * {@code etc/keys.properties} under the name {@value #USER}. If either is there already, nothing is done; removing the
 * line of the public half alone therefore shuts the door for good.
 */
@Component(immediate = true, service = {})
public final class OperatorKey {

    static final String USER = "operator";

    private static final Logger LOGGER = LoggerFactory.getLogger(OperatorKey.class);
    // Not EC: the login module of Karaf 4.4 reads coordinates as signed numbers and refuses three keys of four.
    private static final int RSA_BITS = 3072;

    @Activate
    public OperatorKey() {
        Path etc = Path.of(System.getProperty("karaf.etc"));
        try {
            if (create(etc)) {
                LOGGER.info("Made {} for local use of the shell", etc.resolve("operator.key"));
            }
        } catch (IOException e) {
            LOGGER.error("Nobody can use the shell until {} is writable or has accounts", etc, e);
        }
    }

    /** True if a key was made. */
    static boolean create(Path etc) throws IOException {
        Path privateKey = etc.resolve("operator.key");
        Path publicKeys = etc.resolve("keys.properties");
        if (Files.exists(privateKey) || Files.exists(publicKeys) && isKnown(publicKeys)) {
            return false;
        }
        KeyPair pair = generate();
        Files.createFile(privateKey, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(privateKey, pem(pair));
        Files.writeString(publicKeys, USER + " = " + sshForm((RSAPublicKey) pair.getPublic()) + ",_g_:admingroup\n",
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return true;
    }

    private static boolean isKnown(Path publicKeys) throws IOException {
        return Files.readAllLines(publicKeys).stream().anyMatch(line -> line.matches("\\s*" + USER + "\\s*=.*"));
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has RSA", e);
        }
    }

    /** PKCS#8. */
    private static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** RFC 4253 section 6.6, in base 64. */
    private static String sshForm(RSAPublicKey key) throws IOException {
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
