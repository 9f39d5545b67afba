// Package whoissynced builds a table in a handler, and waits for the handler, not only for the cache.
package whoissynced

import (
	"context"
	"errors"
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/cache"
)

// Zones counts the Nodes of each zone.
type Zones struct {
	mutex sync.Mutex
	count map[string]int
}

// NewZones returns when the handler has seen the whole first list.
func NewZones(ctx context.Context, nodes cache.SharedIndexInformer) (*Zones, error) {
	zones := &Zones{count: map[string]int{}}
	registration, err := nodes.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(object any) { zones.add(object, 1) },
		UpdateFunc: func(before, object any) {
			zones.add(before, -1)
			zones.add(object, 1)
		},
		DeleteFunc: func(object any) {
			if tombstone, isTombstone := object.(cache.DeletedFinalStateUnknown); isTombstone {
				object = tombstone.Obj
			}
			zones.add(object, -1)
		},
	})
	if err != nil {
		return nil, err
	}
	if !cache.WaitForCacheSync(ctx.Done(), registration.HasSynced) {
		return nil, errors.New("stopped before all Nodes were counted") // Not synced is not empty.
	}
	return zones, nil
}

func (zones *Zones) add(object any, by int) {
	node, isNode := object.(*corev1.Node)
	if !isNode {
		return
	}
	zones.mutex.Lock()
	defer zones.mutex.Unlock()
	zones.count[node.Labels["zone"]] += by
}
