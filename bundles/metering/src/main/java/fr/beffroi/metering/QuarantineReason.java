package fr.beffroi.metering;

/** What stands against a reading that waits in quarantine. */
public enum QuarantineReason {
    /** Its time is further ahead than clocks may differ. Let through when that time has come, or replayed with its time set right. */
    FUTURE(
            "its time is ahead of the clock: it counts when that time has come, or once it is replayed with its time set right"),
    /** The period of its time is closed: what it says can only be billed by a correction. */
    CLOSED_PERIOD("the period of its time is closed: it can only be billed by a correction"),
    /** It takes back a reading that hasn't come. Let through when that comes. */
    UNKNOWN_ORIGINAL("the reading that it takes back is not there: it counts when that comes"),
    /** The reading that it takes back has another commune, meter, time or quantity, takes back one itself, or was taken back before. */
    CONTRADICTION(
            "what it takes back is of another commune, meter, time or quantity, takes back one itself, or was taken"
                    + " back before"),
    /** Its hour can't hold it. */
    HOUR_FULL(
            "one hour of a meter can't hold more than 9223372036854.775807 of its units: declare the meter in a larger unit");

    private final String sentence;

    QuarantineReason(String sentence) {
        this.sentence = sentence;
    }

    /** For people, as a part of a sentence. */
    public String sentence() {
        return sentence;
    }
}
