package fr.beffroi.metering.internal;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.function.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileConfiguration;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;

/**
 * The drop folder as an entrance of the intake: looks into it again and again, and hands over one settled file after another, by name.
 * Whoever takes it moves it away; what is left lying is handed over again.
 */
final class FolderRoutes extends RouteBuilder {
    static final String ID = "folder";

    private final Path in;
    private final Duration every;
    private final Settled settled;
    private final Runnable begin;
    private final Consumer<Path> take;

    /**
     * @param every how often it is looked at
     * @param begin what is done before each look
     */
    FolderRoutes(Path in, Duration every, Settled settled, Runnable begin, Consumer<Path> take) {
        this.in = in;
        this.every = every;
        this.settled = settled;
        this.begin = begin;
        this.take = take;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());

        from(folder())
                .routeId(ID)
                .process(exchange ->
                        take.accept(path(exchange.getProperty("CamelFileExchangeFile", GenericFile.class))));
    }

    /** Made by hand rather than from an address, in which a path could be misread. */
    private Endpoint folder() {
        FileEndpoint folder = new FileEndpoint("file:readings", getContext().getComponent("file", FileComponent.class));
        GenericFileConfiguration configuration = new GenericFileConfiguration();
        configuration.setDirectory(in.toString());
        folder.setConfiguration(configuration);
        folder.setFile(in.toFile());
        folder.setAutoCreate(false);
        folder.setDelay(every.toMillis());
        folder.setInitialDelay(every.toMillis());
        // Camel neither moves files, which would overwrite others of their name, nor remembers them.
        folder.setNoop(true);
        folder.setIdempotent(false);
        folder.setReadLock("none");
        folder.setFilter(file -> ReadingsFile.isOne(file.getFileNameOnly()) && settled.has(path(file)));
        folder.setSorter(Comparator.comparing(GenericFile::getFileNameOnly));
        folder.setPollStrategy(new DefaultPollingConsumerPollStrategy() {
            @Override
            public boolean begin(org.apache.camel.Consumer consumer, Endpoint endpoint) {
                begin.run();
                settled.begin();
                return true;
            }
        });
        return folder;
    }

    private static Path path(GenericFile<?> file) {
        return ((File) file.getFile()).toPath();
    }
}
