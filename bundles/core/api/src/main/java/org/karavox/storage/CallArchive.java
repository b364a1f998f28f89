package org.karavox.storage;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRef;
import org.osgi.annotation.versioning.ConsumerType;

/** Finds stored calls. Any thread; may block. */
@ConsumerType
public interface CallArchive {

    /** The calls that fit, newest first. */
    List<Row> find(Query query) throws StoreException;

    /** All that is stored of one call; empty if there is no such call. */
    Optional<Whole> get(long id) throws StoreException;

    /**
     * What is looked for. Everything that is empty fits every call.
     *
     * @param from calls that began at or after it
     * @param to calls that began before it
     * @param number caller or called; {@code %} stands for any characters
     * @param caller the same, caller only
     * @param called the same, called party only
     * @param address IP address or {@code address/bits} of either signalling end
     * @param response status ({@code 486}) or class ({@code 4xx}) of the last response
     * @param minDurationSeconds at least so long
     * @param maxDurationSeconds at most so long
     * @param maxMosTimes10 worst MOS of either side at or below
     * @param minLossPermille loss of the worse side at or above
     * @param sensor {@code id_sensor}
     * @param callId exactly
     * @param limit at most so many
     */
    record Query(Optional<Instant> from, Optional<Instant> to, Optional<String> number, Optional<String> caller,
            Optional<String> called, Optional<String> address, Optional<String> response, OptionalInt minDurationSeconds,
            OptionalInt maxDurationSeconds, OptionalInt maxMosTimes10, OptionalInt minLossPermille, OptionalInt sensor,
            Optional<String> callId, int limit) {

        /** Any call. */
        public static Query any(int limit) {
            return new Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(),
                    OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), limit);
        }
    }

    /**
     * One line of a list of calls.
     *
     * @param id {@code cdr.ID}
     * @param ref what its packets are found by
     * @param durationMillis first packet to last
     * @param connectMillis answer to last packet, -1 if not answered
     * @param callerAddress signalling address, without port
     * @param calledAddress signalling address, without port
     * @param status of the last response, 0 if none
     * @param response the same as text
     * @param end what ended it
     * @param mosTimes10 worst of both sides, -1 if not measured
     * @param lossPermille of the worse side, -1 if not measured
     */
    record Row(long id, CallRef ref, long durationMillis, long connectMillis, String caller, String called,
            String callerAddress, String calledAddress, int status, String response, Optional<CallEnd> end, int mosTimes10,
            int lossPermille) {

        public Row {
            requireNonNull(ref, "ref");
        }
    }

    /**
     * A call with its child rows.
     *
     * @param columns of {@code cdr} by name, lookups resolved to their text beside the id; values as text for people, in the
     *     order of the table; what is NULL is left out
     * @param children rows of the other tables by table name, in the order of the reference; tables without rows left out
     */
    record Whole(Row row, Map<String, String> columns, Map<String, List<Map<String, String>>> children) {
    }
}
