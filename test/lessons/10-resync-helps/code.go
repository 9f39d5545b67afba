// Package resynchelps keeps something outside the cluster right without a resync period.
package resynchelps

import (
	"context"
	"time"

	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

// Firewall is outside: no event tells of its changes.
type Firewall interface {
	// Open makes it so, and changes nothing where it is so already.
	Open(ctx context.Context, port string) error
}

// PortKeeper is a worker.
type PortKeeper struct {
	Queue    workqueue.TypedRateLimitingInterface[string]
	Services corelisters.ServiceLister
	Firewall Firewall
	// Again is for how long the outside may be wrong.
	Again time.Duration
}

// Next works on one key; false when the queue is shut down.
func (k *PortKeeper) Next(ctx context.Context) bool {
	key, isShutDown := k.Queue.Get()
	if isShutDown {
		return false
	}
	defer k.Queue.Done(key)
	if err := k.reconcile(ctx, key); err != nil {
		k.Queue.AddRateLimited(key) // An error is not only logged: the key comes back after milliseconds.
		return true
	}
	k.Queue.Forget(key)
	k.Queue.AddAfter(key, k.Again) // The outside is looked at again, for the objects that need it.
	return true
}

func (k *PortKeeper) reconcile(ctx context.Context, key string) error {
	namespace, name, err := cache.SplitMetaNamespaceKey(key)
	if err != nil {
		return err
	}
	service, err := k.Services.Services(namespace).Get(name)
	if err != nil {
		return err
	}
	return k.Firewall.Open(ctx, service.Labels["port"])
}
