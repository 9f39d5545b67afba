// Package tombstone hears of deletions that nobody saw.
package tombstone

import (
	"log"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/cache"
)

// OnDelete takes both forms of a deletion.
func OnDelete(object any) {
	switch deleted := object.(type) {
	case *corev1.Node:
		log.Printf("%s was deleted", deleted.Name)
	case cache.DeletedFinalStateUnknown:
		// Only the key is certain: the object is the last one that was seen, or nil.
		log.Printf("%s is gone", deleted.Key)
	default:
		log.Printf("a deletion of something that is no Node: %T", object)
	}
}
