package fr.beffroi.rest;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every verb and address that the resources answer, read from their annotations. */
final class Endpoints {
    private Endpoints() {}

    static Set<String> of(List<Object> resources) {
        Set<String> endpoints = new HashSet<>();
        for (Object resource : resources) {
            String root = resource.getClass().getAnnotation(Path.class).value();
            for (Method method : resource.getClass().getMethods()) {
                Path path = method.getAnnotation(Path.class);
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (verb != null) {
                        String address = path == null ? root : root + "/" + path.value();
                        endpoints.add(verb.value() + " " + address.replaceAll("/+", "/"));
                    }
                }
            }
        }
        return endpoints;
    }
}
