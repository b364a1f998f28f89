package org.karavox.tunnel;

import static java.util.Objects.requireNonNull;

/**
 * A place in the stack of protocols at which a plug-in wants to be asked.
 *
 * @param layer whose numbering is meant
 * @param first smallest number, inclusive
 * @param last largest number, inclusive
 */
public record Attachment(Layer layer, int first, int last) {

    /** Whose numbers an attachment speaks of. */
    public enum Layer {
        /** Link types of capture files. */
        LINK_TYPE(0xFFFF),
        /** Ethernet types. */
        ETHER_TYPE(0xFFFF),
        /** IP protocol numbers. */
        IP_PROTOCOL(0xFF),
        /** Protocol types inside GRE. */
        GRE_PROTOCOL(0xFFFF),
        /** UDP ports; which of the two ports counts is the engine's matter: destination first, then source. */
        UDP_PORT(0xFFFF),
        /** TCP ports. */
        TCP_PORT(0xFFFF);

        private final int maximum;

        Layer(int maximum) {
            this.maximum = maximum;
        }
    }

    public Attachment {
        requireNonNull(layer, "layer");
        if (first < 0 || first > last || last > layer.maximum) {
            throw new IllegalArgumentException(layer + " " + first + "-" + last + " is outside 0-" + layer.maximum);
        }
    }

    /** One UDP port. */
    public static Attachment udpPort(int port) {
        return new Attachment(Layer.UDP_PORT, port, port);
    }

    /** A range of UDP ports, both inclusive. */
    public static Attachment udpPorts(int first, int last) {
        return new Attachment(Layer.UDP_PORT, first, last);
    }

    /** One IP protocol number. */
    public static Attachment ipProtocol(int number) {
        return new Attachment(Layer.IP_PROTOCOL, number, number);
    }

    /** One GRE protocol type. */
    public static Attachment greProtocol(int type) {
        return new Attachment(Layer.GRE_PROTOCOL, type, type);
    }

    /** One Ethernet type. */
    public static Attachment etherType(int type) {
        return new Attachment(Layer.ETHER_TYPE, type, type);
    }

    @Override
    public String toString() {
        String name = layer.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        boolean hex = layer == Layer.ETHER_TYPE || layer == Layer.GRE_PROTOCOL;
        String from = hex ? String.format("0x%04x", first) : Integer.toString(first);
        return first == last ? name + " " + from : name + " " + from + "-" + (hex ? String.format("0x%04x", last) : last);
    }
}
