package org.karavox.config;

/** Metatype files for tests, in the form in which the build writes them. */
public final class Metatypes {

    public static final String VXLAN = metatype("karavox.tunnel.vxlan", "VXLAN tunnel",
            "<AD id=\"udp.port.vxlan\" type=\"Integer\" name=\"UDP port\" description=\"Destination port; 0 = &quot;off&quot;.\" "
                    + "min=\"0\" max=\"65535\" default=\"4789\"/>");

    /** One key of every kind. */
    public static final String EVERYTHING = metatype("karavox.test.every", "Everything",
            "<AD id=\"managerport\" type=\"Integer\" name=\"Port\" min=\"1\" max=\"65535\" default=\"5029\"/>"
                    + "<AD id=\"signed\" type=\"Integer\" default=\"-1\"/>"
                    + "<AD id=\"big\" type=\"Long\" default=\"0\"/>"
                    + "<AD id=\"ogg.quality\" type=\"Double\" min=\"0\" max=\"1\" default=\"0.4\"/>"
                    + "<AD id=\"savesip\" type=\"Boolean\" default=\"true\"/>"
                    + "<AD id=\"rtp-firstleg\" type=\"Boolean\" default=\"false\"/>"
                    + "<AD id=\"interface\" type=\"String\" default=\"\"/>"
                    + "<AD id=\"sipport\" type=\"String\" default=\"5060\"/>"
                    + "<AD id=\"server.password\" type=\"Password\" default=\"\"/>"
                    + "<AD id=\"mirrors\" type=\"String\" cardinality=\"2147483647\" default=\"a,b\"/>"
                    + "<AD id=\"numbers\" type=\"Integer\" cardinality=\"2147483647\" max=\"9\" default=\"\"/>"
                    + "<AD id=\"savertp\" type=\"String\" default=\"yes\"><Option label=\"no\" value=\"no\"/>"
                    + "<Option label=\"yes\" value=\"yes\"/><Option label=\"header\" value=\"header\"/></AD>"
                    + "<AD id=\"scanpcapmethod\" type=\"String\" default=\"newfile\"><Option label=\"n\" value=\"newfile\"/>"
                    + "<Option label=\"r\" value=\"r\"/><Option label=\"re\" value=\"rename\"/></AD>");

    /** One key of every syntax. */
    public static final String SYNTAXES = metatype("karavox.test.syntax", "Syntaxes",
            "<AD id=\"skinny.port\" type=\"String\" default=\"2000\" karavox:syntax=\"PORTS\"/>"
                    + "<AD id=\"ignore.rtp.after.response\" type=\"String\" default=\"\" karavox:syntax=\"STATUS_CODES\"/>"
                    + "<AD id=\"spooldir.file.permission\" type=\"String\" default=\"\" karavox:syntax=\"OCTAL_MODE\"/>"
                    + "<AD id=\"timezone\" type=\"String\" default=\"\" karavox:syntax=\"TIME_ZONE\"/>"
                    + "<AD id=\"spooldir\" type=\"String\" default=\"/var/spool/voipmonitor\" karavox:syntax=\"PATH\"/>"
                    + "<AD id=\"newer\" type=\"String\" default=\"\" karavox:syntax=\"UNHEARD_OF\"/>");

    private Metatypes() {
    }

    public static String metatype(String pid, String topic, String attributes) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<metatype:MetaData "
                + "xmlns:metatype=\"http://www.osgi.org/xmlns/metatype/v1.2.0\">\n  <OCD id=\"C\" name=\"" + topic
                + "\" description=\"D\">\n    " + attributes + "\n  </OCD>\n  <Designate pid=\"" + pid
                + "\">\n    <Object ocdref=\"C\"/>\n  </Designate>\n</metatype:MetaData>";
    }
}
