package org.karavox.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReferencePageTest {

    private static final KnownKeys KNOWN = new KnownKeys("sipport +\n", "");

    @Test
    void hasATablePerConfiguration() {
        String page = page(Metatypes.VXLAN);
        assertTrue(page.contains("To renew it: `renew`"), page);
        assertTrue(page.endsWith("""

                ## VXLAN tunnel

                Feature `karavox-tunnel-vxlan`, configuration `karavox.tunnel.vxlan`.

                | key | values | default | meaning |
                |---|---|---|---|
                | `udp_port_vxlan` | integer 0 to 65535 | `4789` | Destination port; 0 = "off". |
                """), page);
    }

    @Test
    void saysWhatValuesAKeyTakes() {
        String page = page(Metatypes.EVERYTHING);
        for (String row : new String[] {"| `savesip` | yes / no | `yes` |", "| `sipport` | list of text | `5060` |",
                "| `savertp` | no / yes / header | `yes` |", "| `signed` | integer | `-1` |", "| `interface` | text |  |",
                "| `numbers` | list of integer up to 9 |  |", "| `ogg_quality` | number 0 to 1 | `0.4` |"}) {
            assertTrue(page.contains(row), row + " in " + page);
        }
    }

    @Test
    void doesNotLetATextBreakTheTable() {
        assertTrue(page(Metatypes.metatype("karavox.a.b", "T", "<AD id=\"k\" type=\"String\" description=\"a|b&#10;c\"/>"))
                .contains("| `k` | text |  | a\\|b c |\n"));
    }

    @Test
    void listsTheOwnerOfEveryKey() {
        assertEquals("udp_port_vxlan karavox.tunnel.vxlan\n",
                ReferencePage.ownedKeys(new KeyCatalogue(KeyCatalogue.keysOf(Metatypes.VXLAN), Map.of())));
    }

    private static String page(String metatype) {
        return ReferencePage.markdown(new KeyCatalogue(KeyCatalogue.keysOf(metatype), Map.of()), KNOWN, "renew");
    }
}
