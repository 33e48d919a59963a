package fr.beffroi.rest;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * One declared file, YAML 1.2 without its clever parts: no anchors, aliases or tags. Scalars are taken as the text that stands in
 * the file, so that {@code 01004} stays an INSEE code and never becomes a number.
 */
final class YamlFile {
    private static final int DEEPEST = 20;

    private YamlFile() {}

    /** The file's keys; empty when it isn't a mapping, which is then among the mistakes. */
    static Optional<Fields> read(String file, String text, Mistakes mistakes) {
        LoadSettings settings = LoadSettings.builder().setLabel(file).build();
        try {
            if (!plain(file, new Parse(settings).parseString(text), mistakes)) {
                return Optional.empty();
            }
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isPresent() && root.get() instanceof MappingNode mapping) {
                return Optional.of(new Fields(file, mapping, mistakes));
            }
            mistakes.add(
                    file, root.map(YamlFile::line).orElse(1), "keys and values are expected, such as \"name: …\".");
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            mistakes.add(file, line, "this is not well-formed YAML: " + e.getProblem() + ".");
        } catch (YamlEngineException e) {
            mistakes.add(file, 1, "this is not well-formed YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static boolean plain(String file, Iterable<Event> events, Mistakes mistakes) {
        boolean plain = true;
        int depth = 0;
        for (Event event : events) {
            String clever = null;
            if (event instanceof AliasEvent alias) {
                clever = "the alias *" + alias.getAlias();
            } else if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
                clever = "the anchor &" + node.getAnchor().get();
            } else if (event instanceof ScalarEvent scalar && scalar.getTag().isPresent()) {
                clever = "the tag " + scalar.getTag().get();
            } else if (event instanceof CollectionStartEvent start
                    && start.getTag().isPresent()) {
                clever = "the tag " + start.getTag().get();
            }
            if (clever != null) {
                mistakes.add(file, line(event), clever + " isn't read here: write the value itself.");
                plain = false;
            }
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            if (depth > DEEPEST) {
                mistakes.add(file, line(event), "this is nested deeper than anything that is read here.");
                return false;
            }
        }
        return plain;
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    /** The line where a node starts, from 1. */
    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
