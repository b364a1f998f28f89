package org.karavox.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class XmlTagsTest {

    @Test
    void walksOverStartAndEndTagsWithoutTheirPrefixes() {
        XmlTags tags = new XmlTags("<?xml version=\"1.0\"?><!-- <no/> --><scr:component a='1'><service/></scr:component>");
        assertTrue(tags.next());
        assertEquals("component", tags.name());
        assertEquals("1", tags.attribute("a"));
        assertTrue(tags.next());
        assertEquals("service", tags.name());
        assertFalse(tags.isEnd());
        assertTrue(tags.next());
        assertEquals("component", tags.name());
        assertTrue(tags.isEnd());
        assertFalse(tags.next());
    }

    @Test
    void findsTheAttributeOfThatExactName() {
        XmlTags tags = new XmlTags("<a name-x=\"1\"\n  xname = '2' name=\"3\"/>");
        assertTrue(tags.next());
        assertEquals("3", tags.attribute("name"));
        assertEquals("2", tags.attribute("xname"));
        assertNull(tags.attribute("nam"));
    }

    @Test
    void allowsAnglesAndQuotesInValues() {
        XmlTags tags = new XmlTags("<a v=\"x>y'z\" w='\"'/><b/>");
        assertTrue(tags.next());
        assertEquals("x>y'z", tags.attribute("v"));
        assertEquals("\"", tags.attribute("w"));
        assertTrue(tags.next());
        assertEquals("b", tags.name());
    }

    @Test
    void resolvesEntities() {
        XmlTags tags = new XmlTags("<a v=\"&lt;&gt;&amp;&quot;&apos;&#65;&#x42; &unknown; & &#xZZ;\"/>");
        assertTrue(tags.next());
        assertEquals("<>&\"'AB &unknown; & &#xZZ;", tags.attribute("v"));
    }

    @Test
    void givesTheTextBehindATag() {
        XmlTags tags = new XmlTags("<a>\n one&amp;two \n</a><b/>three");
        assertTrue(tags.next());
        assertEquals("one&two", tags.text());
        assertTrue(tags.next());
        assertTrue(tags.next());
        assertEquals("", tags.text());
    }

    @Test
    void survivesEveryTruncation() {
        String xml = "<?xml version=\"1.0\"?><!-- c --><m:a b=\"1\" c='2'><d e=\"&amp;\"/>text</m:a>";
        for (int length = 0; length <= xml.length(); length++) {
            XmlTags tags = new XmlTags(xml.substring(0, length));
            int found = 0;
            while (tags.next()) {
                found++;
                tags.attribute("e");
                tags.text();
            }
            assertTrue(found <= 3, "cut at " + length);
        }
    }
}
