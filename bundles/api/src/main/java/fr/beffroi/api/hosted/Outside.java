package fr.beffroi.api.hosted;

import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** The way of an instance to the servers that the catalogue declares for its offering. Safe for use by many threads. */
@ProviderType
public interface Outside {
    /** Requests that one instance has under way at a time. */
    int AT_A_TIME = 2;
    /** Bytes that a request may carry. */
    int MOST_SENT = 1 << 20;
    /** Bytes of an answer, with its headers. */
    int MOST_RECEIVED = 8 << 20;
    /** Seconds from the beginning of a request to the end of its answer. */
    int SECONDS = 20;

    /**
     * Asks a server and waits for its whole answer. Redirections aren't followed; nothing is kept between two requests.
     *
     * @throws Refusal {@link Reason#INVALID} for a request that can't be sent so; {@link Reason#FORBIDDEN} when the catalogue doesn't
     *     declare the host, or its name leads to the house, its network or any other that isn't public; {@link Reason#UNAVAILABLE} when
     *     {@value #AT_A_TIME} are under way, or more were sent than the catalogue lets in a minute: ask again later
     * @throws IOException when the server can't be reached, doesn't answer in time or as HTTP says, or answers more than
     *     {@value #MOST_RECEIVED} bytes
     */
    Answer send(Request request) throws IOException;

    /**
     * What is asked.
     *
     * @param method {@code GET}, {@code HEAD}, {@code POST}, {@code PUT}, {@code PATCH} or {@code DELETE}
     * @param address {@code https} or {@code http}, with neither user nor fragment
     * @param headers of your own; those that say how the request is sent aren't
     * @param body at most {@value #MOST_SENT} bytes; empty for none
     */
    record Request(String method, URI address, Map<String, String> headers, byte[] body) {
        public Request {
            headers = Map.copyOf(headers);
            body = body.clone();
        }

        /** A {@code GET} without anything else. */
        public static Request get(URI address) {
            return new Request("GET", address, Map.of(), new byte[0]);
        }
    }

    /**
     * What was answered.
     *
     * @param headers by names in lower case, each with all its values
     */
    record Answer(int status, Map<String, List<String>> headers, byte[] body) {}
}
