package fr.beffroi.hosting.internal;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a compiled class names: itself, what it extends and implements, and every method and field that it uses, its own too. Read from
 * the constant pool, where all of that stands (JVMS 4.4), method handles and bootstrap methods included; code isn't looked at.
 *
 * @param name as the JVM writes it: {@code java/lang/String}
 * @param superclass empty for {@code java/lang/Object} and for module descriptions
 * @param methods that it has itself, such as {@code toString()Ljava/lang/String;}
 * @param members uses of methods and fields, in the order of the pool
 */
record ClassFile(
        String name, Optional<String> superclass, List<String> interfaces, List<String> methods, List<Member> members) {
    private static final int MAGIC = 0xCAFEBABE;

    /**
     * A method or field that the class uses.
     *
     * @param owner the class that is asked for it; {@code [I} and the like for arrays
     * @param descriptor {@code (Ljava/lang/String;)V} of methods, {@code I} of fields
     */
    record Member(String owner, String name, String descriptor) {}

    /** These bytes are no class; the message says why, to follow the name of the file. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String why) {
            super(why);
        }
    }

    /** Whether the bytes begin as those of a class do. */
    static boolean beginsAsOne(byte[] bytes) {
        return bytes.length >= 4
                && bytes[0] == (byte) 0xCA
                && bytes[1] == (byte) 0xFE
                && bytes[2] == (byte) 0xBA
                && bytes[3] == (byte) 0xBE;
    }

    /** @throws Unreadable when they aren't those of a class */
    static ClassFile read(byte[] bytes) throws Unreadable {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MAGIC) {
                throw new Unreadable("doesn't begin as a class does");
            }
            in.readUnsignedShort();
            in.readUnsignedShort();
            Pool pool = Pool.read(in);
            in.readUnsignedShort();
            String name = pool.className(in.readUnsignedShort());
            int parent = in.readUnsignedShort();
            Optional<String> superclass = parent == 0 ? Optional.empty() : Optional.of(pool.className(parent));
            List<String> interfaces = new ArrayList<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                interfaces.add(pool.className(in.readUnsignedShort()));
            }
            declared(in, pool);
            List<String> methods = declared(in, pool);
            passOver(in);
            if (in.read() >= 0) {
                throw new Unreadable("goes on after its end");
            }
            return new ClassFile(name, superclass, List.copyOf(interfaces), methods, pool.members());
        } catch (EOFException e) {
            throw new Unreadable("ends too early for a class");
        } catch (UTFDataFormatException e) {
            throw new Unreadable("has a name that is no text");
        } catch (IOException e) {
            throw new Unreadable("can't be read (" + e.getMessage() + ")");
        }
    }

    /** The names of fields or methods, each with what it takes. */
    private static List<String> declared(DataInputStream in, Pool pool) throws IOException, Unreadable {
        List<String> names = new ArrayList<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            in.readUnsignedShort();
            names.add(pool.text(in.readUnsignedShort()) + pool.text(in.readUnsignedShort()));
            passOver(in);
        }
        return List.copyOf(names);
    }

    private static void passOver(DataInputStream in) throws IOException {
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            in.readUnsignedShort();
            in.skipNBytes(Integer.toUnsignedLong(in.readInt()));
        }
    }

    /** A constant: its kind, a text if it is one, and what it points at. */
    private record Constant(int tag, String text, int first, int second) {}

    /** The constants, counted from 1; what can't be pointed at is null. */
    private record Pool(Constant[] constants) {
        private static final int UTF8 = 1;
        private static final int CLASS = 7;
        private static final int FIELD = 9;
        private static final int METHOD = 10;
        private static final int INTERFACE_METHOD = 11;
        private static final int NAME_AND_TYPE = 12;

        static Pool read(DataInputStream in) throws IOException, Unreadable {
            Constant[] constants = new Constant[in.readUnsignedShort()];
            for (int i = 1; i < constants.length; i++) {
                int tag = in.readUnsignedByte();
                constants[i] = constant(tag, in);
                if (tag == 5 || tag == 6) {
                    // A long or double takes two places.
                    i++;
                }
            }
            return new Pool(constants);
        }

        private static Constant constant(int tag, DataInputStream in) throws IOException, Unreadable {
            return switch (tag) {
                case UTF8 -> new Constant(tag, in.readUTF(), 0, 0);
                case 3, 4 -> number(tag, in.readInt());
                case 5, 6 -> number(tag, in.readLong());
                case CLASS, 8, 16, 19, 20 -> new Constant(tag, "", in.readUnsignedShort(), 0);
                case FIELD, METHOD, INTERFACE_METHOD, NAME_AND_TYPE, 17, 18 ->
                    new Constant(tag, "", in.readUnsignedShort(), in.readUnsignedShort());
                case 15 -> new Constant(tag, "", in.readUnsignedByte(), in.readUnsignedShort());
                default -> throw new Unreadable("has a constant of the kind " + tag + ", which no class has");
            };
        }

        /** Its value is nobody's concern here. */
        private static Constant number(int tag, long value) {
            return new Constant(tag, "", 0, 0);
        }

        private Constant at(int index, int tag) throws Unreadable {
            Constant constant = index > 0 && index < constants.length ? constants[index] : null;
            if (constant == null || constant.tag() != tag) {
                throw new Unreadable("points at a constant that isn't there");
            }
            return constant;
        }

        String text(int index) throws Unreadable {
            return at(index, UTF8).text();
        }

        String className(int index) throws Unreadable {
            return text(at(index, CLASS).first());
        }

        List<Member> members() throws Unreadable {
            List<Member> members = new ArrayList<>();
            for (Constant use : constants) {
                if (use != null && (use.tag() == FIELD || use.tag() == METHOD || use.tag() == INTERFACE_METHOD)) {
                    Constant what = at(use.second(), NAME_AND_TYPE);
                    members.add(new Member(className(use.first()), text(what.first()), text(what.second())));
                }
            }
            return List.copyOf(members);
        }
    }
}
