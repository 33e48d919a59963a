package fr.beffroi.broker;

import org.jdbi.v3.core.Handle;

/** Forgets what lies beside the journal and can hold personal data, as soon as it has no purpose left. */
record Contents(Handle sql) {

    /** What holds of a subscription; something else is about to. */
    void forgetContent(long subscription) {
        forget("broker_content", "SELECT content FROM broker_subscription WHERE number = :number", subscription);
    }

    /** What a change that failed would have made of a subscription; another is about to. */
    void forgetWanted(long subscription) {
        forget("broker_content", "SELECT wanted FROM broker_subscription WHERE number = :number", subscription);
    }

    /** All of a subscription of which nothing stands any more, and of its bindings. */
    void forgetAll(long subscription) {
        String operations = "SELECT id FROM broker_operation WHERE subscription = :number";
        forget("broker_content", operations, subscription);
        forget("broker_origin", operations, subscription);
        sql.createUpdate("DELETE FROM broker_credential WHERE credential IN"
                        + " (SELECT credential FROM broker_binding WHERE subscription = :number)")
                .bind("number", subscription)
                .execute();
    }

    /** All of a binding that works no longer, but who asked for it: that goes with the subscription. */
    void forgetBinding(long binding) {
        forget("broker_content", "SELECT content FROM broker_binding WHERE number = :number", binding);
        sql.createUpdate("DELETE FROM broker_credential WHERE credential IN"
                        + " (SELECT credential FROM broker_binding WHERE number = :number)")
                .bind("number", binding)
                .execute();
    }

    private void forget(String table, String operations, long number) {
        sql.createUpdate("DELETE FROM " + table + " WHERE operation IN (" + operations + ")")
                .bind("number", number)
                .execute();
    }
}
