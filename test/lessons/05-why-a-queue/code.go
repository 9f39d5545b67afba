// Package whyaqueue keeps handlers short: what the informer's queue does for the store, a work queue does for you.
package whyaqueue

import (
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

// Enqueue puts the key of every change into a work queue.
func Enqueue(queue workqueue.TypedRateLimitingInterface[string]) cache.ResourceEventHandler {
	add := func(object any) {
		// Also takes tombstones, which carry their key.
		if key, err := cache.DeletionHandlingMetaNamespaceKeyFunc(object); err == nil {
			queue.Add(key)
		}
	}
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    add,
		UpdateFunc: func(_, object any) { add(object) },
		DeleteFunc: add,
	}
}
