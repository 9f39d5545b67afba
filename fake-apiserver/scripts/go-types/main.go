// Command go-types prints what JSON and OpenAPI do not say about the Go types of the built-in kinds: names of types,
// embedded structs, omitempty, and the types inside the server with the order of their fields.
package main

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	"k8s.io/apimachinery/pkg/runtime"
	aggregator "k8s.io/kube-aggregator/pkg/apis/apiregistration/install"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install"
	_ "k8s.io/kubernetes/pkg/apis/apiserverinternal/install"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/authentication/install"
	_ "k8s.io/kubernetes/pkg/apis/authorization/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/certificates/install"
	_ "k8s.io/kubernetes/pkg/apis/coordination/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/discovery/install"
	_ "k8s.io/kubernetes/pkg/apis/events/install"
	_ "k8s.io/kubernetes/pkg/apis/flowcontrol/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/node/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/resource/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"
	_ "k8s.io/kubernetes/pkg/apis/storagemigration/install"
)

// Field is a field of a Go struct; those of embedded structs stand among those of the outer one.
type Field struct {
	JSON     string   `json:"json"`
	Go       string   `json:"go"`
	Type     string   `json:"type"`
	Of       string   `json:"of,omitempty"`
	Embedded []string `json:"embedded,omitempty"`
	Omits    bool     `json:"omits,omitempty"`
	Pointer  bool     `json:"pointer,omitempty"`
}

// Type is a struct type.
type Type struct {
	Fields []Field `json:"fields"`
}

var (
	types = map[string]*Type{}
	pairs = map[string]map[string]bool{}
)

func main() {
	apiextensions.Install(legacyscheme.Scheme)
	aggregator.Install(legacyscheme.Scheme)
	for kind, external := range legacyscheme.Scheme.AllKnownTypes() {
		if strings.HasPrefix(kind.Version, "v") {
			visit(external)
			internal := kind.GroupVersion()
			internal.Version = runtime.APIVersionInternal
			if inside, found := legacyscheme.Scheme.AllKnownTypes()[internal.WithKind(kind.Kind)]; found {
				visit(inside)
				pair(external, inside)
			}
		}
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", " ")
	out.Encode(map[string]any{"types": types, "pairs": pairs})
}

func structOf(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	return t
}

func name(t reflect.Type) string { return t.PkgPath() + "." + t.Name() }

func visit(t reflect.Type) {
	t = structOf(t)
	if t.Kind() != reflect.Struct || types[name(t)] != nil || t.Name() == "" {
		return
	}
	found := &Type{}
	types[name(t)] = found
	collect(t, nil, found)
}

func collect(t reflect.Type, embedded []string, found *Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		parts := strings.Split(tag, ",")
		if f.Anonymous && parts[0] == "" && structOf(f.Type).Kind() == reflect.Struct {
			collect(structOf(f.Type), append(append([]string{}, embedded...), f.Name), found)
			continue
		}
		visit(f.Type)
		of := ""
		if structOf(f.Type).Kind() == reflect.Struct {
			of = name(structOf(f.Type))
		}
		found.Fields = append(found.Fields, Field{
			JSON: parts[0], Go: f.Name, Type: f.Type.String(), Of: of, Embedded: embedded,
			Omits: strings.Contains(tag, "omitempty"), Pointer: f.Type.Kind() == reflect.Pointer,
		})
	}
}

func pair(external, internal reflect.Type) {
	external, internal = structOf(external), structOf(internal)
	if external.Kind() != reflect.Struct || internal.Kind() != reflect.Struct || pairs[name(external)][name(internal)] {
		return
	}
	if pairs[name(external)] == nil {
		pairs[name(external)] = map[string]bool{}
	}
	pairs[name(external)][name(internal)] = true
	visit(external)
	visit(internal)
	for i := range external.NumField() {
		f := external.Field(i)
		if g, found := internal.FieldByName(f.Name); found {
			pair(f.Type, g.Type)
		}
	}
}
