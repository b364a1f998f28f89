package org.karavox.engine.internal;

import org.karavox.packet.PacketCursor;

/** The dispatcher's way to one shard: a direct call, or blocks to another thread. Hot path, one owner. */
interface ShardLink {

    /** Hands over a packet; its bytes may be used again after the return. */
    void packet(int kind, int detail, PacketCursor packet);

    /**
     * Media packets that will be handed over at once; may be used to prepare.
     *
     * @param values of the dispatcher's directory
     */
    void announce(int[] kinds, long[] values, int count);

    /** Packet time has reached {@code nanos}. */
    void tick(long nanos);

    /** An order, at this place of the sequence. */
    void order(Order order);

    /** Makes sure that the shard gets what it was handed. */
    void flush();

    /** Nothing will come any more. */
    void end();

    /** Everything in the calling thread. */
    final class Direct implements ShardLink {

        private final ShardAgent shard;

        Direct(ShardAgent shard) {
            this.shard = shard;
        }

        @Override
        public void packet(int kind, int detail, PacketCursor packet) {
            shard.packet(kind, detail, packet);
        }

        @Override
        public void announce(int[] kinds, long[] values, int count) {
            shard.warm(kinds, values, count);
        }

        @Override
        public void tick(long nanos) {
            shard.tick(nanos);
        }

        @Override
        public void order(Order order) {
            shard.order(order);
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void end() {
            shard.close();
        }
    }

    /** Through a ring of blocks. */
    final class Blocks implements ShardLink {

        private final BlockRing ring;
        private Block open;

        Blocks(BlockRing ring) {
            this.ring = ring;
        }

        private Block room(int size) {
            if (open != null && !open.fits(size)) {
                flush();
            }
            if (open == null) {
                open = ring.toFill(size);
            }
            return open;
        }

        @Override
        public void packet(int kind, int detail, PacketCursor packet) {
            room(packet.frameLength()).add(kind, detail, packet);
        }

        @Override
        public void announce(int[] kinds, long[] values, int count) {
            // the shard has another processor; copying needs nothing that is far away
        }

        @Override
        public void tick(long nanos) {
            room(0).addTick(nanos);
        }

        @Override
        public void order(Order order) {
            room(0).addOrder(order);
        }

        @Override
        public void flush() {
            if (open != null && !open.isEmpty()) {
                open = null;
                ring.publish();
            }
        }

        @Override
        public void end() {
            flush();
            ring.end();
        }
    }
}
