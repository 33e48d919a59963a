package fr.beffroi.hosting.internal;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** A response in the hands of an instance: it sets no cookies, which all instances of the house would share. */
final class InstanceResponse extends HttpServletResponseWrapper {
    InstanceResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public void addCookie(Cookie cookie) {
        throw noCookies();
    }

    @Override
    public void setHeader(String name, String value) {
        super.setHeader(allowed(name), value);
    }

    @Override
    public void addHeader(String name, String value) {
        super.addHeader(allowed(name), value);
    }

    private static String allowed(String header) {
        if ("Set-Cookie".equalsIgnoreCase(header)) {
            throw noCookies();
        }
        return header;
    }

    private static IllegalStateException noCookies() {
        return new IllegalStateException(
                "A hosted service sets no cookies: the browser would send them to its neighbours.");
    }
}
