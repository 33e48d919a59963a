package fr.beffroi.tenancy.internal;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import fr.beffroi.api.Insee;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.hosted.DirectoryView;
import fr.beffroi.tenancy.internal.LdapServer.Question;
import fr.beffroi.tenancy.internal.LdapServer.Sight;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The directory for one instance. Whatever it asks, it asks logged in as itself. */
final class InstanceView implements DirectoryView {
    /** As many questions of one instance at a time, so that it can't keep the others waiting. */
    private static final int AT_A_TIME = 2;

    private static final long PATIENCE_SECONDS = 5;

    /** Stands before the id of an account in the name of whoever calls. */
    private static final String ACCOUNT = "account/";

    private static final int LONGEST_ACCOUNT = 100;
    private static final Filter PERSON = Filter.createEqualityFilter("objectClass", "inetOrgPerson");

    private final DN people;
    private final DN group;
    private final LogIn logIn;
    private final Semaphore free = new Semaphore(AT_A_TIME, true);

    /** How the instance logs in; throws what {@link DirectoryView} promises. */
    @FunctionalInterface
    interface LogIn {
        <R> R ask(Question<R> question);
    }

    InstanceView(LdapTree tree, Insee tenant, String service, LogIn logIn) {
        this.people = tree.people(tenant);
        this.group = tree.group(tenant, service);
        this.logIn = logIn;
    }

    @Override
    public List<Person> people() {
        return ask(sight -> {
            Set<DN> members = members(sight);
            SearchRequest all = new SearchRequest(
                    people.toString(),
                    SearchScope.ONE,
                    PERSON,
                    "uid",
                    "displayName",
                    "mail",
                    "employeeNumber",
                    "employeeType");
            Set<Person> found = new HashSet<>();
            for (Entry entry : sight.search(all)) {
                if (members.contains(entry.getParsedDN())) {
                    found.add(person(entry));
                }
            }
            return found.stream()
                    .sorted(Comparator.comparing(Person::name).thenComparing(Person::login))
                    .limit(MOST_PEOPLE)
                    .toList();
        });
    }

    @Override
    public boolean mayUse(String account) {
        if (account == null || !account.startsWith(ACCOUNT) || account.length() > LONGEST_ACCOUNT) {
            return false;
        }
        String id = account.substring(ACCOUNT.length());
        SearchRequest who = new SearchRequest(
                people.toString(),
                SearchScope.ONE,
                Filter.createANDFilter(PERSON, Filter.createEqualityFilter("employeeNumber", id)),
                "employeeNumber");
        return ask(sight -> {
            for (Entry entry : sight.search(who)) {
                // To LDAP "A " and "a" are the same, to a service they are two accounts.
                if (id.equals(entry.getAttributeValue("employeeNumber")) && isMember(sight, entry)) {
                    return true;
                }
            }
            return false;
        });
    }

    private boolean isMember(Sight sight, Entry person) throws LDAPException {
        Filter member = Filter.createEqualityFilter("member", person.getDN());
        return !sight.search(new SearchRequest(group.toString(), SearchScope.BASE, member, "1.1"))
                .isEmpty();
    }

    private Set<DN> members(Sight sight) throws LDAPException {
        Set<DN> members = new HashSet<>();
        for (Entry entry :
                sight.search(new SearchRequest(group.toString(), SearchScope.BASE, "(objectClass=*)", "member"))) {
            for (String member : entry.getAttributeValues("member")) {
                members.add(new DN(member));
            }
        }
        return members;
    }

    private static Person person(Entry entry) {
        return new Person(
                ACCOUNT + entry.getAttributeValue("employeeNumber"),
                entry.getAttributeValue("uid"),
                entry.getAttributeValue("displayName"),
                entry.getAttributeValue("mail"),
                Role.CONTACT.name().toLowerCase(Locale.ROOT).equals(entry.getAttributeValue("employeeType")));
    }

    private <R> R ask(Question<R> question) {
        if (!isFreeInTime()) {
            throw new Refusal(
                    Reason.UNAVAILABLE, "The instance asks the directory too much at a time; ask again later.");
        }
        try {
            return logIn.ask(question);
        } finally {
            free.release();
        }
    }

    private boolean isFreeInTime() {
        try {
            return free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
