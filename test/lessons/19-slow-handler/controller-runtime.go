package slowhandler

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// Control asks for four workers: there is one by default, and a slow key keeps all others waiting.
func Control(manager ctrl.Manager, reconciler reconcile.Reconciler) error {
	return ctrl.NewControllerManagedBy(manager).
		For(&corev1.Node{}).
		WithOptions(controller.Options{
			MaxConcurrentReconciles: 4,
			// There is none by default. It ends the context, so the reconciler has to look at it.
			ReconciliationTimeout: time.Minute,
			// A panic in a reconciler becomes an error and a retry: RecoverPanic is on by default.
			// One in a predicate or a handler still ends the program.
		}).
		Complete(reconciler)
}
