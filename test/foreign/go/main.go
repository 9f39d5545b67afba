// Drives client-go's shared informer, one for each address given.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

type line struct {
	Event string            `json:"event,omitempty"`
	Key   string            `json:"key,omitempty"`
	Text  string            `json:"text,omitempty"`
	Cache map[string]string `json:"cache,omitempty"`
}

type driven struct {
	informer cache.SharedIndexInformer
	factory  informers.SharedInformerFactory
	stop     chan struct{}
}

var output sync.Mutex

func say(index int, what line) {
	text, _ := json.Marshal(what)
	output.Lock()
	defer output.Unlock()
	fmt.Println(index, string(text))
}

func keyOf(object any) string {
	key, _ := cache.DeletionHandlingMetaNamespaceKeyFunc(object)
	return key
}

func start(index int, server string) driven {
	client := kubernetes.NewForConfigOrDie(&rest.Config{Host: server, BearerToken: os.Getenv("TOKEN")})
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace("default"))
	informer := factory.Core().V1().ConfigMaps().Informer()
	_, _ = informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(object any) { say(index, line{Event: "add", Key: keyOf(object)}) },
		UpdateFunc: func(_, object any) { say(index, line{Event: "update", Key: keyOf(object)}) },
		DeleteFunc: func(object any) { say(index, line{Event: "delete", Key: keyOf(object)}) },
	})
	_ = informer.SetWatchErrorHandler(func(_ *cache.Reflector, err error) {
		say(index, line{Event: "error", Text: err.Error()})
	})
	stop := make(chan struct{})
	factory.Start(stop)
	go func() {
		for !informer.HasSynced() {
			time.Sleep(100 * time.Millisecond)
		}
		say(index, line{Event: "synced"})
	}()
	return driven{informer: informer, factory: factory, stop: stop}
}

func main() {
	var all []driven
	for index, server := range os.Args[1:] {
		all = append(all, start(index, server))
	}
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		words := strings.Fields(input.Text())
		if words[0] == "stop" {
			index, _ := strconv.Atoi(words[1])
			close(all[index].stop)
			go func() {
				all[index].factory.Shutdown()
				say(index, line{Event: "stopped"})
			}()
			continue
		}
		for index, one := range all {
			held := map[string]string{}
			for _, object := range one.informer.GetStore().List() {
				held[keyOf(object)] = object.(*corev1.ConfigMap).ResourceVersion
			}
			say(index, line{Cache: held})
		}
	}
}
