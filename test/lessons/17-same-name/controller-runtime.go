package samename

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// ReconcileSpecs is called when a spec changed. GenerationChangedPredicate alone would miss the other object of the
// same name: both begin with generation 1.
func ReconcileSpecs(manager ctrl.Manager, reconciler reconcile.Reconciler) error {
	anotherObject := predicate.Funcs{UpdateFunc: func(updated event.UpdateEvent) bool {
		return updated.ObjectOld.GetUID() != updated.ObjectNew.GetUID()
	}}
	return ctrl.NewControllerManagedBy(manager).
		For(&corev1.Pod{}, builder.WithPredicates(predicate.Or(predicate.GenerationChangedPredicate{}, anotherObject))).
		Complete(reconciler)
}

// DeleteOnly deletes the Pod that was seen. Another one of its name stays: the server answers 409 then.
func DeleteOnly(ctx context.Context, writer client.Writer, seen *corev1.Pod) error {
	return writer.Delete(ctx, seen, client.Preconditions{UID: &seen.UID})
}
