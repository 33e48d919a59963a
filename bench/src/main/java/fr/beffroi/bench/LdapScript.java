package fr.beffroi.bench;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPRequest;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one order asked of the directory, to be asked again for other communes.
 *
 * @param insee of the commune it was recorded for
 * @param requests in the order in which they were asked
 */
record LdapScript(String insee, List<Asked> requests) {

    /**
     * A request and what came of it.
     *
     * @param request as it was sent
     * @param resultCode of the answer (RFC 4511, 4.1.9)
     */
    record Asked(LDAPRequest request, int resultCode) {
        String kind() {
            return request.getClass().getSimpleName().replace("Request", "").toLowerCase(java.util.Locale.ROOT);
        }
    }

    static LdapScript about(String insee, List<Asked> all) {
        return new LdapScript(
                insee,
                all.stream()
                        .filter(one -> one.request().toString().contains(insee))
                        .toList());
    }

    /** How many of each kind, in words. */
    String summary() {
        Map<String, Integer> kinds = new TreeMap<>();
        requests.forEach(one -> kinds.merge(one.kind(), 1, Integer::sum));
        List<String> words = new ArrayList<>();
        kinds.forEach((kind, count) -> words.add(count + " " + kind));
        return String.join(", ", words);
    }

    /** Asks the same for another commune; an answer that differs is a mistake of this benchmark. */
    void play(LDAPConnection directory, String other) throws LDAPException {
        for (Asked asked : requests) {
            int code = ask(directory, asked.request(), other);
            if (code != asked.resultCode()) {
                throw new IllegalStateException("The directory answered " + code + " for " + other
                        + " to what it answered " + asked.resultCode() + " before: " + asked.request());
            }
        }
    }

    private int ask(LDAPConnection directory, LDAPRequest request, String other) throws LDAPException {
        try {
            if (request instanceof SearchRequest search) {
                return directory
                        .search(
                                changed(search.getBaseDN(), other),
                                search.getScope(),
                                Filter.create(changed(search.getFilter().toString(), other)),
                                search.getAttributes())
                        .getResultCode()
                        .intValue();
            }
            if (request instanceof AddRequest add) {
                List<Attribute> attributes = new ArrayList<>();
                for (Attribute attribute : add.getAttributes()) {
                    attributes.add(new Attribute(attribute.getName(), changed(attribute.getValues(), other)));
                }
                return directory
                        .add(changed(add.getDN(), other), attributes)
                        .getResultCode()
                        .intValue();
            }
            if (request instanceof ModifyRequest modify) {
                List<Modification> modifications = new ArrayList<>();
                for (Modification one : modify.getModifications()) {
                    modifications.add(new Modification(
                            one.getModificationType(), one.getAttributeName(), changed(one.getValues(), other)));
                }
                return directory
                        .modify(changed(modify.getDN(), other), modifications)
                        .getResultCode()
                        .intValue();
            }
            if (request instanceof DeleteRequest delete) {
                return directory
                        .delete(changed(delete.getDN(), other))
                        .getResultCode()
                        .intValue();
            }
        } catch (LDAPException e) {
            if (!e.getResultCode().isConnectionUsable()) {
                throw e;
            }
            return e.getResultCode().intValue();
        }
        throw new IllegalStateException("A kind of request that nobody foresaw: " + request);
    }

    private String changed(String text, String other) {
        return text.replace(insee, other);
    }

    private String[] changed(String[] values, String other) {
        String[] result = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = changed(values[i], other);
        }
        return result;
    }
}
