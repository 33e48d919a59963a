package fr.beffroi.broker;

import fr.beffroi.api.Actor;
import fr.beffroi.api.Insee;
import fr.beffroi.api.hosted.DirectoryView;
import fr.beffroi.tenancy.Directory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A stand-in for the directory: the broker only asks it whether programs can reach it. */
final class Lobby implements Directory {
    private boolean reachable = true;

    void closePort() {
        reachable = false;
    }

    @Override
    public Optional<ProgramAccess> programAccess(Insee tenant, String credential) {
        return reachable
                ? Optional.of(new ProgramAccess(
                        "ldap://annuaire.test:389",
                        "uid=" + credential + ",ou=programs,o=" + tenant,
                        "o=" + tenant + ",dc=test"))
                : Optional.empty();
    }

    @Override
    public void openBranch(Insee tenant) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void openGroup(Insee tenant, String service) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void closeGroup(Insee tenant, String service) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void closeBranch(Insee tenant) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void openProgram(Insee tenant, String credential, String password) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void closeProgram(Insee tenant, String credential) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void openInstance(Insee tenant, String service) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DirectoryView view(Insee tenant, String service) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean reaches(Insee tenant, String service, Insee other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> programs(Insee tenant) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> branches() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> groups(Insee tenant) {
        throw new UnsupportedOperationException();
    }

    @Override
    public OptionalInt members(Insee tenant, String service) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hasBranch(Insee tenant) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Actor> authenticate(String login, String password) {
        throw new UnsupportedOperationException();
    }
}
