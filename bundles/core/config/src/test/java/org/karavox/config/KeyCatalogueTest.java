package org.karavox.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyCatalogueTest {

    @Test
    void learnsAKeyFromItsMetatype() {
        assertEquals(List.of(new Key("udp_port_vxlan", "karavox.tunnel.vxlan", "udp.port.vxlan", Key.Type.INTEGER, false, "4789", "0",
                "65535", List.of(), Optional.empty(), "VXLAN tunnel", "UDP port", "Destination port; 0 = \"off\".")),
                KeyCatalogue.keysOf(Metatypes.VXLAN));
    }

    @Test
    void learnsOptionsAndCardinality() {
        KeyCatalogue catalogue = new KeyCatalogue(KeyCatalogue.keysOf(Metatypes.EVERYTHING), Map.of());
        assertEquals(List.of("no", "yes", "header"), catalogue.find("savertp").options());
        assertEquals(List.of(), catalogue.find("sipport").options());
        assertTrue(catalogue.find("mirrors").multiple());
        assertFalse(catalogue.find("sipport").multiple());
    }

    @Test
    void ignoresConfigurationsThatAreNotOurs() {
        assertEquals(List.of(), KeyCatalogue.keysOf(Metatypes.metatype("org.example.x", "X", "<AD id=\"a\" type=\"String\"/>")));
    }

    @Test
    void ignoresFactories() {
        assertEquals(List.of(), KeyCatalogue.keysOf(Metatypes.VXLAN.replace("Designate pid=", "Designate factoryPid=")));
    }

    @Test
    void findsKeysWithoutRegardToCase() {
        KeyCatalogue catalogue = new KeyCatalogue(KeyCatalogue.keysOf(Metatypes.EVERYTHING), Map.of());
        assertEquals("managerport", catalogue.find("ManagerPort").name());
    }

    @Test
    void tellsHyphenFromUnderscore() {
        KeyCatalogue catalogue = new KeyCatalogue(KeyCatalogue.keysOf(Metatypes.EVERYTHING), Map.of());
        assertEquals("rtp-firstleg", catalogue.find("rtp-firstleg").name());
        assertNull(catalogue.find("rtp_firstleg"));
    }

    @Test
    void findsKeysByTheirAliases() {
        Map<String, String> aliases = new HashMap<>();
        KeyCatalogue.readAliases("# other spellings\nManager_Port = managerport\n", aliases);
        KeyCatalogue catalogue = new KeyCatalogue(KeyCatalogue.keysOf(Metatypes.EVERYTHING), aliases);
        assertEquals("managerport", catalogue.find("manager_port").name());
    }

    @Test
    void namesBothOwnersOfAKey() {
        List<Key> keys = new java.util.ArrayList<>(KeyCatalogue.keysOf(Metatypes.VXLAN));
        keys.addAll(KeyCatalogue.keysOf(Metatypes.VXLAN.replace("karavox.tunnel.vxlan", "karavox.tunnel.other")));
        KeyCatalogue catalogue = new KeyCatalogue(keys, Map.of());
        assertEquals(List.of("udp_port_vxlan is owned by karavox.tunnel.vxlan and by karavox.tunnel.other"), catalogue.clashes());
        assertEquals("karavox.tunnel.vxlan", catalogue.find("udp_port_vxlan").pid());
    }

    @Test
    void takesAKeyThatTwoComponentsOfOneConfigurationDeclareForOne() {
        List<Key> keys = new java.util.ArrayList<>(KeyCatalogue.keysOf(Metatypes.VXLAN));
        keys.addAll(KeyCatalogue.keysOf(Metatypes.VXLAN));
        assertEquals(List.of(), new KeyCatalogue(keys, Map.of()).clashes());
    }

    @Test
    void namesAttributesAsDeclarativeServicesDoes() {
        assertEquals("udp.port.vxlan", Key.attributeOf("udp_port_vxlan"));
        assertEquals("sip-register", Key.attributeOf("sip$_$register"));
        assertEquals("182queuedpauserecording", Key.attributeOf("$182queuedpauserecording"));
        assertEquals("a_b$c", Key.attributeOf("a__b$$c"));
        assertEquals("sipport", Key.attributeOf("sipport"));
    }

    @Test
    void namesFeaturesAfterTheirConfigurations() {
        assertEquals("karavox-tunnel-vxlan", Key.featureOf("karavox.tunnel.vxlan"));
        assertEquals("karavox-signalling-sip", Key.featureOf("karavox.signalling.sip.timeouts"));
        assertEquals("karavox-core", Key.featureOf("karavox.engine"));
    }

    @Test
    void hidesSecrets() {
        KeyCatalogue catalogue = new KeyCatalogue(KeyCatalogue.keysOf(Metatypes.EVERYTHING), Map.of());
        assertEquals("********", catalogue.find("server_password").shown("hunter2"));
        assertEquals("", catalogue.find("server_password").shown(""));
        assertEquals("5029", catalogue.find("managerport").shown("5029"));
        assertTrue(Key.isSecret("pii_masking_Secret"));
    }
}
