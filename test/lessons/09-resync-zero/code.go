// Package resynczero looks at the outside world now and then, and at the cluster only when it changes.
package resynczero

import (
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// Register adds a handler that needs no replay, and one that does.
func Register(client kubernetes.Interface, inside, outside cache.ResourceEventHandler) (informers.SharedInformerFactory, error) {
	// The informer's own period is the shortest that a handler can get; with 0 nobody gets any.
	factory := informers.NewSharedInformerFactory(client, 10*time.Minute)
	nodes := factory.Core().V1().Nodes().Informer()
	if _, err := nodes.AddEventHandlerWithResyncPeriod(inside, 0); err != nil {
		return nil, err
	}
	_, err := nodes.AddEventHandlerWithResyncPeriod(outside, 10*time.Minute)
	return factory, err
}
