package fr.beffroi.hosting;

/** Why a request was interrupted that was inside an instance. */
public enum Overuse {
    /** It stayed longer than one may. */
    TIME,
    /** It used more of the processor than one may. */
    PROCESSOR,
    /** It allocated more memory than one may. */
    MEMORY,
    /** Its instance was shut out for the heap that is full. */
    HEAP
}
