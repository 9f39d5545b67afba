// Package warmcache lists the Nodes of a cluster from memory.
package warmcache

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
)

// NodeNames fills a cache once and reads it.
func NodeNames(ctx context.Context, client kubernetes.Interface) ([]string, error) {
	factory := informers.NewSharedInformerFactory(client, 0)
	nodes := factory.Core().V1().Nodes()
	informer := nodes.Informer() // Only registers it: nothing is sent yet.

	factory.Start(ctx.Done()) // The first request goes out here.
	factory.WaitForCacheSync(ctx.Done())
	if !informer.HasSynced() {
		return nil, fmt.Errorf("the cache of nodes did not fill: %w", ctx.Err())
	}

	cached, err := nodes.Lister().List(labels.Everything()) // No request: this reads the cache.
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(cached))
	for _, node := range cached {
		names = append(names, node.Name)
	}
	return names, nil
}
