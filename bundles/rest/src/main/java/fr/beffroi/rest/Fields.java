package fr.beffroi.rest;

import fr.beffroi.api.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The keys and values of one mapping of a file. Whatever is wrong goes among the mistakes and reading goes on, so that all of it
 * is told together; {@link #build} then gives nothing.
 */
final class Fields {
    private final String file;
    private final int line;
    private final Mistakes mistakes;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private boolean sound = true;

    Fields(String file, MappingNode mapping, Mistakes mistakes) {
        this.file = file;
        this.line = YamlFile.line(mapping);
        this.mistakes = mistakes;
        for (NodeTuple tuple : mapping.getValue()) {
            int keyLine = YamlFile.line(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                wrong(keyLine, "a key has to be a word.");
            } else if (values.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
                wrong(keyLine, "the key \"" + key.getValue() + "\" stands here twice.");
            } else {
                lines.put(key.getValue(), keyLine);
            }
        }
    }

    /** Names as mistakes all keys but these. */
    Fields only(String... keys) {
        Set<String> known = Set.of(keys);
        lines.forEach((key, keyLine) -> {
            if (!known.contains(key)) {
                wrong(
                        keyLine,
                        "the key \"" + key + "\" isn't known here; the keys are " + String.join(", ", keys) + ".");
            }
        });
        return this;
    }

    String file() {
        return file;
    }

    /** The line of a key; that of the mapping when it isn't there. */
    int line(String key) {
        return lines.getOrDefault(key, line);
    }

    int line() {
        return line;
    }

    void wrong(int at, String sentence) {
        sound = false;
        mistakes.add(file, at, sentence);
    }

    /** Marks a value that may stand only once in the whole folder. */
    void once(String what, String key) {
        if (values.get(key) instanceof ScalarNode scalar) {
            sound &= mistakes.once(what, scalar.getValue(), file, line(key));
        }
    }

    /** The text of a key; null, and a mistake, when it is missing or no text. */
    String text(String key) {
        return value(key, Function.identity());
    }

    Optional<String> optionalText(String key) {
        return optional(key, Function.identity());
    }

    /** What a key's text stands for; empty when the key is missing. */
    <T> Optional<T> optional(String key, Function<String, T> conversion) {
        return has(key) ? Optional.ofNullable(value(key, conversion)) : Optional.empty();
    }

    /** Whether a key says true; a missing one doesn't. */
    boolean yes(String key) {
        return optional(key, Scalars::yesOrNo).orElse(false);
    }

    /** Whether one word stands behind a key, and it is this one. */
    boolean says(String key, String word) {
        return values.get(key) instanceof ScalarNode scalar && scalar.getValue().equals(word);
    }

    /**
     * What a key's text stands for; null, and a mistake, when it is missing or the conversion refuses it.
     *
     * @param conversion throws a {@link Refusal} that says what is expected
     */
    <T> T value(String key, Function<String, T> conversion) {
        Node node = values.get(key);
        if (!has(key)) {
            wrong(line(key), "the key \"" + key + "\" is missing, or nothing stands behind it.");
            return null;
        }
        if (!(node instanceof ScalarNode scalar)) {
            wrong(line(key), "one value is expected for \"" + key + "\", not a list or further keys.");
            return null;
        }
        return converted(YamlFile.line(node), scalar.getValue(), conversion);
    }

    <T> T value(String key, Function<String, T> conversion, T otherwise) {
        return has(key) ? value(key, conversion) : otherwise;
    }

    /** The texts of a list; empty when the key is missing. */
    List<String> texts(String key) {
        return values(key, Function.identity());
    }

    /** What the texts of a list stand for; empty when the key is missing. */
    <T> List<T> values(String key, Function<String, T> conversion) {
        List<T> all = new ArrayList<>();
        for (Node node : items(key)) {
            if (node instanceof ScalarNode scalar) {
                Optional.ofNullable(converted(YamlFile.line(node), scalar.getValue(), conversion))
                        .ifPresent(all::add);
            } else {
                wrong(YamlFile.line(node), "\"" + key + "\" is a list of single values.");
            }
        }
        return all;
    }

    /** Whatever stands behind a key, as it was written; empty when the key is missing. */
    Optional<Node> node(String key) {
        return has(key) ? Optional.of(values.get(key)) : Optional.empty();
    }

    /** What the mappings of a list stand for; empty when the key is missing. */
    <T> List<T> each(String key, Function<Fields, Optional<T>> reader) {
        List<T> all = new ArrayList<>();
        for (Node node : items(key)) {
            if (node instanceof MappingNode mapping) {
                Optional<T> one = reader.apply(new Fields(file, mapping, mistakes));
                sound &= one.isPresent();
                one.ifPresent(all::add);
            } else {
                wrong(YamlFile.line(node), "each item of \"" + key + "\" has keys and values of its own.");
            }
        }
        return all;
    }

    /** A mapping behind a key; empty when the key is missing. */
    <T> Optional<T> nested(String key, Function<Fields, Optional<T>> reader) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (values.get(key) instanceof MappingNode mapping) {
            Optional<T> one = reader.apply(new Fields(file, mapping, mistakes));
            sound &= one.isPresent();
            return one;
        }
        wrong(line(key), "\"" + key + "\" has keys and values of its own.");
        return Optional.empty();
    }

    /** All keys of this mapping with what they stand for. */
    <T> Map<String, T> map(Function<String, T> conversion) {
        Map<String, T> all = new LinkedHashMap<>();
        for (String key : lines.keySet()) {
            T converted = value(key, conversion);
            if (converted != null) {
                all.put(key, converted);
            }
        }
        return all;
    }

    /** The thing itself; empty when something of it is wrong. */
    <T> Optional<T> build(Supplier<T> constructor) {
        if (!sound) {
            return Optional.empty();
        }
        T built = converted(line, "", nothing -> constructor.get());
        return Optional.ofNullable(built);
    }

    private boolean has(String key) {
        Node node = values.get(key);
        return node != null && !(node instanceof ScalarNode && node.getTag().equals(Tag.NULL));
    }

    private List<Node> items(String key) {
        if (!has(key)) {
            return List.of();
        }
        if (values.get(key) instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        wrong(line(key), "a list is expected for \"" + key + "\".");
        return List.of();
    }

    private <T> T converted(int at, String text, Function<String, T> conversion) {
        try {
            return conversion.apply(text);
        } catch (Refusal e) {
            wrong(at, e.getMessage());
            return null;
        }
    }
}
