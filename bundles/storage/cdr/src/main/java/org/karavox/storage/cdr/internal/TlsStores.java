package org.karavox.storage.cdr.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * PEM files as the key stores that the driver reads. They lie in files of their own that only this user may read, under a
 * password made for this once, and go with {@link #close}.
 */
final class TlsStores implements Closeable {

    private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
    private static final String END_KEY = "-----END PRIVATE KEY-----";

    private final String password;
    private final Optional<Path> client;
    private final Optional<Path> authorities;

    private TlsStores(String password, Optional<Path> client, Optional<Path> authorities) {
        this.password = password;
        this.client = client;
        this.authorities = authorities;
    }

    /** @throws IOException with a sentence that names the key and the file */
    static TlsStores of(ConnectionConfig config) throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Optional<Path> client = Optional.empty();
        try {
            if (!config.mysqlsslkey().isEmpty() && !config.mysqlsslcert().isEmpty()) {
                KeyStore store = empty();
                PrivateKey key = key(Path.of(config.mysqlsslkey()));
                Certificate[] chain = certificates("mysqlsslcert", Path.of(config.mysqlsslcert())).toArray(new Certificate[0]);
                store.setKeyEntry("client", key, password.toCharArray(), chain);
                client = Optional.of(write(store, password));
            } else if (!config.mysqlsslkey().isEmpty() || !config.mysqlsslcert().isEmpty()) {
                throw new IOException("mysqlsslkey and mysqlsslcert belong together: set the other one as well");
            }
            List<Certificate> trusted = new ArrayList<>();
            if (!config.mysqlsslcacert().isEmpty()) {
                trusted.addAll(certificates("mysqlsslcacert", Path.of(config.mysqlsslcacert())));
            }
            if (!config.mysqlsslcapath().isEmpty()) {
                trusted.addAll(directory(Path.of(config.mysqlsslcapath())));
            }
            Optional<Path> authorities = Optional.empty();
            if (!trusted.isEmpty()) {
                KeyStore store = empty();
                for (int i = 0; i < trusted.size(); i++) {
                    store.setCertificateEntry("authority" + i, trusted.get(i));
                }
                authorities = Optional.of(write(store, password));
            }
            return new TlsStores(password, client, authorities);
        } catch (GeneralSecurityException e) {
            delete(client);
            throw new IOException("mysqlsslkey and mysqlsslcert do not make a key store (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            delete(client);
            throw e;
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Path write(KeyStore store, String password) throws IOException, GeneralSecurityException {
        Path file = Files.createTempFile("karavox-tls-", ".p12"); // readable for its owner only
        file.toFile().deleteOnExit();
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }

    private static Collection<? extends Certificate> certificates(String key, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException(key + ": " + file + " has no certificate in it; a PEM file is needed");
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw new IOException(key + ": " + file + " is no PEM file with certificates (" + e.getMessage() + ")", e);
        } catch (java.nio.file.FileSystemException e) {
            throw new IOException(key + ": " + file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static List<Certificate> directory(Path directory) throws IOException {
        List<Certificate> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            for (Path file : files) {
                found.addAll(certificates("mysqlsslcapath", file));
            }
        } catch (java.nio.file.FileSystemException e) {
            throw new IOException("mysqlsslcapath: " + directory + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
        if (found.isEmpty()) {
            throw new IOException("mysqlsslcapath: " + directory + " has no certificates in it");
        }
        return found;
    }

    private static PrivateKey key(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (java.nio.file.FileSystemException e) {
            throw new IOException("mysqlsslkey: " + file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
        int begin = text.indexOf(BEGIN_KEY);
        int end = text.indexOf(END_KEY);
        if (begin < 0 || end < begin) {
            throw new IOException("mysqlsslkey: " + file + " is no key in PKCS#8; make one with: openssl pkcs8 -topk8 -nocrypt -in "
                    + file);
        }
        byte[] bytes = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN_KEY.length(), end));
        for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (InvalidKeySpecException e) {
                continue; // of another kind
            } catch (GeneralSecurityException e) {
                throw new IOException("mysqlsslkey: this Java machine has no " + algorithm + " (" + e.getMessage() + ")", e);
            }
        }
        throw new IOException("mysqlsslkey: " + file + " is neither an RSA nor an EC nor an Ed25519 key");
    }

    /** Properties for the URL of the driver. */
    List<String[]> properties() {
        List<String[]> properties = new ArrayList<>();
        if (client.isPresent()) {
            properties.add(new String[] {"clientCertificateKeyStoreUrl", client.get().toUri().toString()});
            properties.add(new String[] {"clientCertificateKeyStoreType", "PKCS12"});
            properties.add(new String[] {"clientCertificateKeyStorePassword", password});
        }
        if (authorities.isPresent()) {
            properties.add(new String[] {"trustCertificateKeyStoreUrl", authorities.get().toUri().toString()});
            properties.add(new String[] {"trustCertificateKeyStoreType", "PKCS12"});
            properties.add(new String[] {"trustCertificateKeyStorePassword", password});
        }
        String mode = authorities.isPresent() ? "VERIFY_CA" : client.isPresent() ? "REQUIRED" : "PREFERRED";
        properties.add(new String[] {"sslMode", mode});
        return properties;
    }

    private static void delete(Optional<Path> file) {
        if (file.isPresent()) {
            file.get().toFile().delete();
        }
    }

    @Override
    public void close() {
        delete(client);
        delete(authorities);
    }
}
