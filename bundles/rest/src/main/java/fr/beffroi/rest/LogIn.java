package fr.beffroi.rest;

import jakarta.ws.rs.core.Response;

/** A log-in that is told once. */
record LogIn(String login, String password) {

    /** Answers with it, so that nobody on the way keeps it. */
    static Response told(String login, String password) {
        return Response.ok(new LogIn(login, password))
                .header("Cache-Control", "no-store")
                .build();
    }

    @Override
    public String toString() {
        return "LogIn[" + login + "]";
    }
}
