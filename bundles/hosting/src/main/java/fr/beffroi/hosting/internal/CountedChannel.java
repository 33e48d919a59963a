package fr.beffroi.hosting.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** A file that is open for writing, and grows only as far as the folder has room for it. */
final class CountedChannel extends FileChannel {
    private final FileChannel file;
    private final FolderSpace space;
    private final boolean appending;

    /** @param appending whether all that is written goes to the end of the file, wherever the channel stands */
    CountedChannel(FileChannel file, FolderSpace space, boolean appending) {
        this.file = file;
        this.space = space;
        this.appending = appending;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return space.grow(file, () -> endOf(file.position(), source.remaining()), () -> file.write(source));
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long bytes = Arrays.stream(sources, offset, offset + length)
                .mapToLong(ByteBuffer::remaining)
                .sum();
        return space.grow(file, () -> endOf(file.position(), bytes), () -> file.write(sources, offset, length));
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return space.grow(file, () -> endOf(position, source.remaining()), () -> file.write(source, position));
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(count, 64 * 1024));
        long transferred = 0;
        // Read before the room is asked for: the source may take its time, and may have less than it was asked for.
        while (transferred < count && position <= file.size()) {
            piece.clear().limit((int) Math.min(piece.capacity(), count - transferred));
            if (source.read(piece) <= 0) {
                break;
            }
            piece.flip();
            while (piece.hasRemaining()) {
                transferred += write(piece, position + transferred);
            }
        }
        return transferred;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        // Mapping makes the file as long as what is mapped.
        return space.grow(file, () -> Math.addExact(position, size), () -> file.map(mode, position, size));
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        space.grow(file, () -> 0L, () -> file.truncate(size));
        return this;
    }

    private long endOf(long position, long bytes) throws IOException {
        return Math.addExact(appending ? file.size() : position, bytes);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return file.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return file.read(targets, offset, length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return file.transferTo(position, count, target);
    }

    @Override
    public long position() throws IOException {
        return file.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        file.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void force(boolean metadata) throws IOException {
        file.force(metadata);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw unlockable();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw unlockable();
    }

    /** A lock would hand out the channel that doesn't count. */
    private static UnsupportedOperationException unlockable() {
        return new UnsupportedOperationException(
                "Nobody but the instance has its files open: lock something of its own");
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }
}
