package org.karavox.manage.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorKeyTest {

    @TempDir
    Path etc;

    @Test
    void theTwoHalvesBelongTogether() throws Exception {
        Files.writeString(etc.resolve("keys.properties"), "_g_\\:admingroup = group,admin\n");

        assertTrue(OperatorKey.create(etc));

        String pem = Files.readString(etc.resolve("operator.key"));
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        String line = Files.readAllLines(etc.resolve("keys.properties")).get(1);
        assertTrue(line.startsWith("operator = ") && line.endsWith(",_g_:admingroup"), line);
        ByteBuffer ssh = ByteBuffer.wrap(Base64.getDecoder().decode(line.substring("operator = ".length(), line.indexOf(','))));
        assertEquals("ssh-rsa", new String(next(ssh), StandardCharsets.US_ASCII));
        assertEquals(key.getPublicExponent(), new BigInteger(next(ssh)));
        assertEquals(key.getModulus(), new BigInteger(next(ssh)));
        assertFalse(ssh.hasRemaining());
    }

    @Test
    void onlyTheOwnerMayReadThePrivateHalf() throws Exception {
        OperatorKey.create(etc);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(etc.resolve("operator.key"))));
    }

    @Test
    void aSecondStartChangesNothing() throws Exception {
        OperatorKey.create(etc);
        String before = Files.readString(etc.resolve("keys.properties"));
        assertFalse(OperatorKey.create(etc));
        assertEquals(before, Files.readString(etc.resolve("keys.properties")));
    }

    /** As after an upgrade that brought its own keys.properties. */
    @Test
    void anOldKeyIsLetInAgain() throws Exception {
        OperatorKey.create(etc);
        String before = Files.readString(etc.resolve("keys.properties"));
        Files.writeString(etc.resolve("keys.properties"), "");

        assertTrue(OperatorKey.create(etc));

        assertEquals(before, Files.readString(etc.resolve("keys.properties")));
    }

    @Test
    void whatTheAdministratorWroteIsNotReplaced() throws Exception {
        Files.writeString(etc.resolve("keys.properties"), "operator = off\n");
        assertFalse(OperatorKey.create(etc));
        assertFalse(Files.exists(etc.resolve("operator.key")));
    }

    private static byte[] next(ByteBuffer ssh) {
        byte[] part = new byte[ssh.getInt()];
        ssh.get(part);
        return part;
    }
}
