// Package droppeddeletion keeps a store of its own, and does not lose inferred deletions.
package droppeddeletion

import (
	"fmt"

	"k8s.io/client-go/tools/cache"
)

// NewStore takes the key function that knows tombstones. With MetaNamespaceKeyFunc, Delete would fail for each of them.
func NewStore() cache.Store {
	return cache.NewStore(cache.DeletionHandlingMetaNamespaceKeyFunc)
}

// Follow keeps the store as the informer's handlers are told, and reports what cannot be stored instead of dropping it.
func Follow(store cache.Store, report func(error)) cache.ResourceEventHandler {
	try := func(change func(any) error) func(any) {
		return func(object any) {
			if err := change(object); err != nil {
				report(fmt.Errorf("%T: %w", object, err))
			}
		}
	}
	update := try(store.Update)
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    try(store.Add),
		UpdateFunc: func(_, object any) { update(object) },
		DeleteFunc: try(store.Delete),
	}
}
