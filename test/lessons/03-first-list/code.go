// Package firstlist tells what was there from what came later.
package firstlist

import (
	"log"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/cache"
)

// Greet is called for every Node of the first list too, with isInInitialList.
func Greet(nodes cache.SharedIndexInformer) (cache.ResourceEventHandlerRegistration, error) {
	return nodes.AddEventHandler(cache.ResourceEventHandlerDetailedFuncs{
		AddFunc: func(object any, isInInitialList bool) {
			node, ok := object.(*corev1.Node)
			if !ok {
				return
			}
			if isInInitialList {
				log.Printf("%s was there", node.Name)
			} else {
				log.Printf("%s joined", node.Name)
			}
		},
	})
}
