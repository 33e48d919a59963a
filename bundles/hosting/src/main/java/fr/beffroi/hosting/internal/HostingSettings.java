package fr.beffroi.hosting.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of {@code etc/fr.beffroi.hosting.cfg}. */
@ObjectClassDefinition(name = "Beffroi hosting")
public @interface HostingSettings {
    /** PID and name of the file. */
    String PID = "fr.beffroi.hosting";

    @AttributeDefinition(description = "Folder of the service bundles, each <symbolic name>-<version>.jar")
    String services_folder() default "services";

    @AttributeDefinition(
            description =
                    "What becomes of a bundle whose classes use what services may not: refuse it, or warn in the log")
    String bundle_rules() default "refuse";

    @AttributeDefinition(
            description = "Folder of all state; files of an instance go to tenants/<insee>/<service>/files in it")
    String data_folder() default "data";

    @AttributeDefinition(
            description = "Bytes of files that each instance may keep; each file and folder counts 4096 more")
    long storage_bytes() default 2L * 1024 * 1024 * 1024;

    @AttributeDefinition(description = "Requests that one instance works on at a time; more are answered 503")
    int requests_in_flight() default 8;

    @AttributeDefinition(description = "Requests that all instances work on at a time; more are answered 503")
    int requests_in_flight_all() default 96;

    @AttributeDefinition(description = "Requests a second that one instance takes on average; more are answered 429")
    int requests_per_second() default 50;

    @AttributeDefinition(description = "Seconds that one request may take; then it is interrupted")
    int request_seconds() default 120;

    @AttributeDefinition(description = "Seconds of processor time that one request may use; then it is interrupted")
    int request_processor_seconds() default 20;

    @AttributeDefinition(description = "Bytes that one request may allocate, freed or not; then it is interrupted")
    long request_allocated_bytes() default 1024L * 1024 * 1024;

    @AttributeDefinition(
            description =
                    "Per cent of one processor, as the mean of 10 seconds, above which an instance gets one request at a time")
    int processor_percent() default 50;

    @AttributeDefinition(
            description =
                    "Per cent of the heap that may be live after a collection; beyond, the instance that has filled it is shut out")
    int heap_percent() default 70;

    @AttributeDefinition(
            description =
                    "Minutes that the heap must have been fine before an instance comes back that was shut out for it; 0: it stays out")
    int heap_pause_minutes() default 10;

    @AttributeDefinition(description = "Seconds within which an instance must start and offer its servlet")
    int start_seconds() default 10;

    @AttributeDefinition(description = "Seconds within which an instance must answer its check")
    int check_seconds() default 10;

    @AttributeDefinition(description = "Seconds between two checks of an instance that serves")
    int check_every_seconds() default 60;

    @AttributeDefinition(
            description = "Seconds that a closing instance is given to finish its requests, and again to stop")
    int close_seconds() default 10;

    @AttributeDefinition(description = "Seconds within which an instance must have exported all that it keeps")
    int export_seconds() default 600;

    @AttributeDefinition(description = "Minutes after which an instance that nobody uses is parked; 0: never")
    int park_after_minutes() default 0;

    @AttributeDefinition(
            description = "Instances that may run; beyond it those unused for the longest are parked; 0: any number")
    int awake_most() default 0;

    @AttributeDefinition(description = "Seconds that an instance must have been unused before it is parked at all")
    int park_least_seconds() default 5;

    @AttributeDefinition(description = "Seconds that a request waits for a parked instance; then it is answered 503")
    int wake_seconds() default 5;

    @AttributeDefinition(description = "Instances that are woken at a time by requests")
    int wake_threads() default 4;

    @AttributeDefinition(
            description = "Instances a minute that are woken in turn after a start of the house; 0: at first use only")
    int wake_per_minute() default 60;

    @AttributeDefinition(description = "Threads that one instance may have started itself; with more it is shut out")
    int threads() default 32;

    @AttributeDefinition(
            description = "Threads that never came back from an instance, after which it isn't opened again")
    int threads_lost() default 16;

    @AttributeDefinition(description = "Readings of all instances that may wait for the disk; more are refused")
    int readings_waiting() default 10_000;

    @AttributeDefinition(
            description = "Of them, how many may be of one instance; never more than there are places left for all")
    int readings_waiting_each() default 1_000;

    @AttributeDefinition(description = "Seconds that waiting readings are given to reach the disk when hosting stops")
    int readings_drain_seconds() default 10;

    @AttributeDefinition(
            description =
                    "Seconds between two readings of processor time and memory, for offerings that declare such a meter")
    int house_meters_seconds() default 300;
}
