package fr.beffroi.provisioning;

import fr.beffroi.api.Binding;

/** The entry in the directory by which a program reads its commune's branch. */
final class ProgramStep implements Step {
    private final Programs programs;

    ProgramStep(Programs programs) {
        this.programs = programs;
    }

    @Override
    public String name() {
        return "program";
    }

    @Override
    public boolean concerns(Work work) {
        return Programs.givesDirectory(work);
    }

    @Override
    public void carryOut(Work work) {
        programs.open(work, binding(work));
    }

    @Override
    public void undo(Work work) {
        programs.close(work, binding(work));
    }

    @Override
    public String failure() {
        return "Le compte du raccordement n'a pas pu être créé dans l'annuaire";
    }

    @Override
    public String leftover(Work work) {
        return "compte « " + binding(work).credential() + " » de la commune " + work.tenant() + " dans l'annuaire";
    }

    private static Binding binding(Work work) {
        return work.binding().orElseThrow();
    }
}
