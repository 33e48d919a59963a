package fr.beffroi.provisioning;

import java.lang.annotation.Annotation;
import java.nio.file.Path;

/** Impatient settings. */
record TestSettings(Path folder, int roundSeconds) implements Settings {
    TestSettings(Path folder) {
        this(folder, 3600);
    }

    @Override
    public String data() {
        return folder.toString();
    }

    @Override
    public int lanes() {
        return 2;
    }

    @Override
    public int retries() {
        return 2;
    }

    @Override
    public long firstDelayMillis() {
        return 1;
    }

    @Override
    public double backOff() {
        return 2;
    }

    @Override
    public long longestDelayMillis() {
        return 5;
    }

    @Override
    public int canarySoakSeconds() {
        return 600;
    }

    @Override
    public int stopSeconds() {
        return 10;
    }

    @Override
    public String archiveParts() {
        return "subscription, usage,statements";
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return Settings.class;
    }
}
