package fr.beffroi.broker;

import fr.beffroi.api.Convention;
import fr.beffroi.api.Offering;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.ApprovalAwaited;
import fr.beffroi.api.decision.Decision.BindingOrdered;
import fr.beffroi.api.decision.Decision.ChangeOrdered;
import fr.beffroi.api.decision.Decision.ConventionRecorded;
import fr.beffroi.api.decision.Decision.EndOrdered;
import fr.beffroi.api.decision.Decision.OfferingPublished;
import fr.beffroi.api.decision.Decision.OperationFailed;
import fr.beffroi.api.decision.Decision.OperationSucceeded;
import fr.beffroi.api.decision.Decision.ResumptionOrdered;
import fr.beffroi.api.decision.Decision.StepDone;
import fr.beffroi.api.decision.Decision.StepUndone;
import fr.beffroi.api.decision.Decision.SubscriptionApproved;
import fr.beffroi.api.decision.Decision.SubscriptionOrdered;
import fr.beffroi.api.decision.Decision.SuspensionOrdered;
import fr.beffroi.api.decision.Decision.UnbindingOrdered;
import fr.beffroi.journal.Entry;
import fr.beffroi.journal.Projection;
import org.jdbi.v3.core.Handle;

/** The register as a fold of the journal: here what is offered and agreed, the rest in classes of its own. */
final class RegisterProjection implements Projection {

    @Override
    public void apply(Handle sql, Entry entry) {
        Decision decision = entry.decision();
        SubscriptionRows subscriptions = new SubscriptionRows(sql, entry.at());
        BindingRows bindings = new BindingRows(sql, entry.at());
        if (decision instanceof OfferingPublished published) {
            publish(sql, published.offering());
        } else if (decision instanceof ConventionRecorded recorded) {
            agree(sql, recorded.convention());
            subscriptions.agree(recorded.convention().commune());
        } else if (decision instanceof SubscriptionOrdered ordered) {
            subscriptions.begin(entry.number(), ordered);
        } else if (decision instanceof ApprovalAwaited awaited) {
            subscriptions.await(awaited);
        } else if (decision instanceof SubscriptionApproved approved) {
            subscriptions.approve(approved);
        } else if (decision instanceof ChangeOrdered ordered) {
            subscriptions.beginChange(ordered);
        } else if (decision instanceof SuspensionOrdered ordered) {
            subscriptions.beginSuspension(ordered);
        } else if (decision instanceof ResumptionOrdered ordered) {
            subscriptions.beginResumption(ordered);
        } else if (decision instanceof EndOrdered ordered) {
            subscriptions.beginEnd(ordered);
        } else if (decision instanceof BindingOrdered ordered) {
            bindings.begin(entry.number(), ordered);
        } else if (decision instanceof UnbindingOrdered ordered) {
            bindings.beginEnd(ordered);
        } else {
            carryOut(sql, entry);
        }
    }

    private static void carryOut(Handle sql, Entry entry) {
        Decision decision = entry.decision();
        Outcomes outcomes = new Outcomes(sql, entry.at());
        if (decision instanceof StepDone done) {
            outcomes.done(done.operation(), done.step());
        } else if (decision instanceof StepUndone undone) {
            outcomes.undone(undone.operation(), undone.step());
        } else if (decision instanceof OperationSucceeded succeeded) {
            outcomes.succeed(succeeded.operation());
        } else if (decision instanceof OperationFailed failed) {
            outcomes.fail(failed);
        } else {
            new RolloutRows(sql).apply(entry);
        }
    }

    private static void publish(Handle sql, Offering offering) {
        sql.createUpdate("INSERT INTO broker_offering (id, name, body) VALUES (:id, :name, :body)"
                        + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, body = excluded.body")
                .bind("id", offering.id())
                .bind("name", offering.name())
                .bind("body", Json.write(offering))
                .execute();
        offering.hosted().ifPresent(bundle -> new Versions(sql).follow(offering.id(), bundle));
    }

    private static void agree(Handle sql, Convention convention) {
        sql.createUpdate("INSERT INTO broker_convention (commune, number, signed_on, deliberation, deliberated_on,"
                        + " document_sha256) VALUES (:commune, :number, :signed, :deliberation, :deliberated, :document)"
                        + " ON CONFLICT (commune) DO UPDATE SET number = excluded.number, signed_on ="
                        + " excluded.signed_on, deliberation = excluded.deliberation, deliberated_on ="
                        + " excluded.deliberated_on, document_sha256 = excluded.document_sha256")
                .bind("commune", convention.commune().code())
                .bind("number", convention.number())
                .bind("signed", convention.signedOn().toString())
                .bind("deliberation", convention.deliberation())
                .bind("deliberated", convention.deliberatedOn().toString())
                .bind("document", convention.documentSha256())
                .execute();
    }
}
