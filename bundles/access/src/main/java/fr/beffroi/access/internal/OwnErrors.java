package fr.beffroi.access.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** The response, with the house's form of errors where a servlet, or the container when there is none, leaves it to the container. */
final class OwnErrors extends HttpServletResponseWrapper {
    private final HttpServletRequest request;
    private final ReadFirst response;
    private final Address address;

    OwnErrors(HttpServletRequest request, ReadFirst response, Address address) {
        super(response);
        this.request = request;
        this.response = response;
        this.address = address;
    }

    @Override
    public void sendError(int status) throws IOException {
        // Fails when the answer is on its way already, as the container's own does.
        resetBuffer();
        Answer.send(request, response, address, status, sentence(status));
        // Nothing that is written after an error belongs to the answer (Jakarta Servlet 6.0, 5.3).
        response.end();
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        sendError(status);
    }

    private static String sentence(int status) {
        return switch (status) {
            case 404 -> "There is nothing at this address.";
            case 405 -> "This address can't be asked in this way.";
            case 500 -> "Something went wrong inside Beffroi; its log says what.";
            default -> "This request can't be answered.";
        };
    }
}
