// Package ghostinthequeue finds what a complete list says is gone, in a cache of your own.
package ghostinthequeue

import (
	"slices"

	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/tools/cache"
)

// KeysGone asks everybody who may still speak of an object: what is stored, and what waits to be stored.
func KeysGone(listed sets.Set[string], store cache.KeyLister, waiting sets.Set[string]) []string {
	known := sets.New(store.ListKeys()...).Union(waiting)
	gone := known.Difference(listed).UnsortedList()
	slices.Sort(gone)
	return gone
}
