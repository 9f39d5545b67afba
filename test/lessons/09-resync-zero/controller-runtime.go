package resynczero

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// NewManager replays Nodes every ten minutes, and all else never. Who says nothing gets ten hours.
func NewManager(config *rest.Config) (ctrl.Manager, error) {
	never, often := time.Duration(0), 10*time.Minute
	return ctrl.NewManager(config, ctrl.Options{
		Cache: cache.Options{
			SyncPeriod: &never,
			// For a kind, not for a handler: all controllers of this manager share the informer.
			ByObject: map[client.Object]cache.ByObject{&corev1.Node{}: {SyncPeriod: &often}},
		},
	})
}
