package fr.beffroi.tenancy.internal;

import fr.beffroi.api.Account;
import java.util.Optional;

/**
 * An account as the tables have it.
 *
 * @param account who it is
 * @param password hashed, see {@link PasswordHash}; empty until the first password was made: until then nobody can log in
 */
record StoredAccount(Account account, Optional<String> password) {}
