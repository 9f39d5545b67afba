package main

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	kruntime "k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

// source lists and watches without a network: what the other side of the benchmark does in its own process.
type source struct {
	list   *v1.ConfigMapList
	events chan watch.Event
	sent   chan struct{}
}

func (s *source) List(metav1.ListOptions) (kruntime.Object, error) { return s.list, nil }

func (s *source) Watch(options metav1.ListOptions) (watch.Interface, error) {
	go func() {
		defer close(s.sent)
		if options.SendInitialEvents == nil {
			return
		}
		for i := range s.list.Items {
			s.events <- watch.Event{Type: watch.Added, Object: &s.list.Items[i]}
		}
		end := &v1.ConfigMap{ObjectMeta: metav1.ObjectMeta{
			ResourceVersion: s.list.ResourceVersion,
			Annotations:     map[string]string{metav1.InitialEventsAnnotationKey: "true"},
		}}
		s.events <- watch.Event{Type: watch.Bookmark, Object: end}
	}()
	return watch.NewProxyWatcher(s.events), nil
}

func measurePipeline(out figures, name string) {
	updates := configMaps(count+1, "app")
	beforeObjects := heapInUse()
	from := &source{
		list:   &v1.ConfigMapList{ListMeta: metav1.ListMeta{ResourceVersion: fmt.Sprint(count)}},
		events: make(chan watch.Event, 100),
		sent:   make(chan struct{}),
	}
	for _, object := range configMaps(1, "app") {
		from.list.Items = append(from.list.Items, *object)
	}
	from.list.Items = append(make([]v1.ConfigMap, 0, count), from.list.Items...)
	beforeInformer := heapInUse()
	informer := cache.NewSharedIndexInformer(from, &v1.ConfigMap{}, 0, bothIndexes())
	var added, updated atomic.Int64
	allUpdated := make(chan struct{})
	registration, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(any) { added.Add(1) },
		UpdateFunc: func(any, any) {
			if updated.Add(1) == count {
				close(allUpdated)
			}
		},
	})
	must(err)
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan struct{})
	watch := start()
	go func() {
		informer.RunWithContext(ctx)
		close(stopped)
	}()
	<-registration.HasSyncedChecker().Done()
	out[name+" handler synced ms"] = watch.milliseconds()
	watch.note(out, name+" initial objects/s to handler", count)
	<-from.sent
	from.list.Items = nil
	after := heapInUse()
	out[name+" heap bytes/object after sync, informer side"] = (after - beforeInformer) / count
	out[name+" heap bytes/object after sync, objects included"] = (after - beforeObjects) / count
	if added.Load() != count {
		panic(fmt.Sprintf("told of %d objects", added.Load()))
	}
	watch = start()
	sendUpdates(from, updates)
	<-allUpdated
	watch.note(out, name+" update events/s to handler", count)
	cancel()
	<-stopped
	runtime.KeepAlive(updates)
}

func sendUpdates(to *source, updates []*v1.ConfigMap) {
	for _, object := range updates {
		to.events <- watch.Event{Type: watch.Modified, Object: object}
	}
}

// measureColdSync fills an informer over HTTP, as JSON.
func measureColdSync(out figures, server string) {
	scheme := kruntime.NewScheme()
	must(v1.AddToScheme(scheme))
	metav1.AddToGroupVersion(scheme, schema.GroupVersion{Version: "v1"})
	client, err := rest.RESTClientFor(&rest.Config{
		Host:    server,
		APIPath: "/api",
		ContentConfig: rest.ContentConfig{
			GroupVersion:         &v1.SchemeGroupVersion,
			NegotiatedSerializer: serializer.NewCodecFactory(scheme).WithoutConversion(),
			ContentType:          kruntime.ContentTypeJSON,
		},
	})
	must(err)
	from := cache.NewListWatchFromClient(client, "configmaps", metav1.NamespaceAll, fields.Everything())
	informer := cache.NewSharedIndexInformer(from, &v1.ConfigMap{}, 0, bothIndexes())
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	collect()
	watch := start()
	go informer.RunWithContext(ctx)
	<-informer.HasSyncedChecker().Done()
	out["cold sync ms"] = watch.milliseconds()
	out["cold sync cpu ms"] = watch.cpuMilliseconds()
	if held := len(informer.GetStore().ListKeys()); held != count {
		panic(fmt.Sprintf("holds %d objects", held))
	}
}
