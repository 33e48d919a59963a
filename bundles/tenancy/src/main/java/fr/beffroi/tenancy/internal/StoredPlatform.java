package fr.beffroi.tenancy.internal;

import fr.beffroi.api.Platform;
import java.util.Optional;

/**
 * A declared platform as the tables have it.
 *
 * @param platform who it is
 * @param password hashed, see {@link PasswordHash}; empty until the first password was made: until then it can't log in
 */
record StoredPlatform(Platform platform, Optional<String> password) {}
