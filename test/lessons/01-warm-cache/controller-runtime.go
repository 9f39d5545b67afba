package warmcache

import (
	"context"
	"errors"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/cache"
)

// CachedNodeNames needs no registration: the first read of a kind starts its informer, and waits until it is filled.
func CachedNodeNames(ctx context.Context, config *rest.Config) ([]string, error) {
	nodes, err := cache.New(config, cache.Options{})
	if err != nil {
		return nil, err
	}
	stopped := make(chan error, 1)
	go func() { stopped <- nodes.Start(ctx) }() // A manager does this for its own cache.
	if !nodes.WaitForCacheSync(ctx) {
		return nil, errors.Join(errors.New("the cache did not start"), ctx.Err())
	}

	var cached corev1.NodeList
	if err := nodes.List(ctx, &cached); err != nil { // List and watch go out here; the next read is free.
		return nil, err
	}
	names := make([]string, 0, len(cached.Items))
	for _, node := range cached.Items {
		names = append(names, node.Name)
	}
	return names, nil
}
