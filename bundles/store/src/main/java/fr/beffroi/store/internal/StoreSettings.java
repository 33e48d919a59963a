package fr.beffroi.store.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the store, PID {@code fr.beffroi.store}; explained in {@code fr.beffroi.store.cfg}. */
@ObjectClassDefinition(name = "Beffroi: store")
@interface StoreSettings {

    @AttributeDefinition(description = "The folder of all state; beffroi.db and tenants/ are in it")
    String data() default "data";

    @AttributeDefinition(description = "jdbc:postgresql://host:5432/database; empty: SQLite in the data folder")
    String url() default "";

    @AttributeDefinition(description = "The PostgreSQL user; empty: the address names it")
    String user() default "";

    /** The key is {@code .password}: with the dot in front it never shows among the properties of a service. */
    @AttributeDefinition(description = "The PostgreSQL user's password")
    String _password() default "";

    @AttributeDefinition(description = "A file that has the password, and that only the house's user reads")
    String password_file() default "";

    @AttributeDefinition(description = "How many connections may read at once; on PostgreSQL also how many may write")
    int pool() default 8;

    @AttributeDefinition(description = "How many connections to PostgreSQL all instances together may hold")
    int pool_tenants() default 16;

    @AttributeDefinition(description = "How many seconds an instance may keep a connection before it is taken away")
    int loan_seconds() default 60;

    @AttributeDefinition(description = "How many bytes the database of one instance may hold")
    long database_bytes() default 2_147_483_648L;
}
