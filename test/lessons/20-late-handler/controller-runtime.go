package latehandler

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/util/workqueue"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"
)

// WatchLate adds a watch to a controller that runs already, and returns when the handler has heard of all Nodes.
func WatchLate(
	ctx context.Context,
	manager ctrl.Manager,
	running controller.Controller,
	greet func(name string, wasThere bool),
) error {
	joined := handler.TypedFuncs[*corev1.Node, reconcile.Request]{
		CreateFunc: func(
			_ context.Context,
			created event.TypedCreateEvent[*corev1.Node],
			queue workqueue.TypedRateLimitingInterface[reconcile.Request],
		) {
			greet(created.Object.Name, created.IsInInitialList)
			queue.Add(reconcile.Request{NamespacedName: client.ObjectKeyFromObject(created.Object)})
		},
	}
	nodes := source.Kind(manager.GetCache(), &corev1.Node{}, joined)
	if err := running.Watch(nodes); err != nil {
		return err
	}
	return nodes.WaitForSync(ctx) // Its own handler, not only the informer.
}
