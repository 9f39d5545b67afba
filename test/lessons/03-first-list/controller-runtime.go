package firstlist

import (
	"context"
	"log"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/util/workqueue"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// GreetThenReconcile asks in a handler: a reconciler gets a name only, and cannot tell the first list from what came later.
func GreetThenReconcile(manager ctrl.Manager, reconciler reconcile.Reconciler) error {
	return ctrl.NewControllerManagedBy(manager).
		Named("greeter").
		Watches(&corev1.Node{}, handler.Funcs{CreateFunc: greet}).
		Complete(reconciler)
}

func greet(
	_ context.Context,
	created event.TypedCreateEvent[client.Object],
	queue workqueue.TypedRateLimitingInterface[reconcile.Request],
) {
	if created.IsInInitialList {
		log.Printf("%s was there", created.Object.GetName())
	} else {
		log.Printf("%s joined", created.Object.GetName())
	}
	// Nodes of the first list get a low priority: what changes meanwhile overtakes them.
	queue.Add(reconcile.Request{NamespacedName: client.ObjectKeyFromObject(created.Object)})
}
