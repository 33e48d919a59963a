package fr.beffroi.journal;

import java.util.List;

/**
 * What a check of the journal found.
 *
 * @param entries how many were checked
 * @param head hash of the last one; to be noted elsewhere, for it proves all before it
 * @param findings a sentence for each thing that is wrong, naming the entry; empty when the chain is whole
 */
public record Verification(long entries, String head, List<String> findings) {
    public Verification {
        findings = List.copyOf(findings);
    }

    public boolean whole() {
        return findings.isEmpty();
    }
}
