package fr.beffroi.hosting.internal;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** Which addresses belong to the world outside: not this machine, not its network, nor anything else that isn't public (RFC 6890). */
final class PublicAddress {
    /** Blocks of IPv4 that aren't, each with its bits. Multicast and what comes after it is told by the first number. */
    private static final List<Block> NOT_PUBLIC = List.of(
            new Block(0, 0, 0, 8),
            new Block(10, 0, 0, 8),
            new Block(100, 64, 0, 10),
            new Block(127, 0, 0, 8),
            new Block(169, 254, 0, 16),
            new Block(172, 16, 0, 12),
            new Block(192, 0, 0, 24),
            new Block(192, 0, 2, 24),
            new Block(192, 88, 99, 24),
            new Block(192, 168, 0, 16),
            new Block(198, 18, 0, 15),
            new Block(198, 51, 100, 24),
            new Block(203, 0, 113, 24));

    private PublicAddress() {}

    private record Block(int first, int second, int third, int bits) {
        boolean has(int address) {
            return (address ^ (first << 24 | second << 16 | third << 8)) >>> (32 - bits) == 0;
        }
    }

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            int whole = number(bytes, 0) << 16 | number(bytes, 2);
            return (bytes[0] & 0xff) < 224 && NOT_PUBLIC.stream().noneMatch(block -> block.has(whole));
        }
        // Of IPv6 only global unicast is public (2000::/3), without what leads to an IPv4 address in disguise (Teredo
        // and other
        // special ones, 2001::/23; 6to4, 2002::/16) and the addresses of documentation.
        int first = number(bytes, 0);
        int second = number(bytes, 2);
        return (first & 0xe000) == 0x2000
                && first != 0x2002
                && !(first == 0x2001 && (second < 0x200 || second == 0xdb8))
                && !(first == 0x3fff && second < 0x1000);
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
