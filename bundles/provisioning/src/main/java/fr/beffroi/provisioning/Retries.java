package fr.beffroi.provisioning;

import org.apache.camel.LoggingLevel;
import org.apache.camel.model.OnExceptionDefinition;

/**
 * How often and how patiently a step is tried again.
 *
 * @param times after the first attempt
 * @param firstDelayMillis before the first retry
 * @param backOff how many times as long each wait is as the one before
 * @param longestDelayMillis the end of growing
 */
record Retries(int times, long firstDelayMillis, double backOff, long longestDelayMillis) {
    Retries {
        if (times < 0 || firstDelayMillis < 0 || backOff < 1 || longestDelayMillis < firstDelayMillis) {
            throw new IllegalArgumentException(
                    "retries and firstDelayMillis can't be negative, backOff is 1 or more, longestDelayMillis is not less than"
                            + " firstDelayMillis");
        }
    }

    static Retries of(Settings settings) {
        return new Retries(
                settings.retries(), settings.firstDelayMillis(), settings.backOff(), settings.longestDelayMillis());
    }

    /** The step alone that failed is tried again, on the same thread; the steps before it aren't. */
    OnExceptionDefinition on(OnExceptionDefinition failure) {
        return failure.maximumRedeliveries(times)
                .redeliveryDelay(firstDelayMillis)
                .useExponentialBackOff()
                .backOffMultiplier(backOff)
                .maximumRedeliveryDelay(longestDelayMillis)
                .retryAttemptedLogLevel(LoggingLevel.WARN)
                .logRetryStackTrace(false)
                .logExhausted(false);
    }
}
