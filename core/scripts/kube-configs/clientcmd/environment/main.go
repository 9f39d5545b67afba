// Says what client-go makes of a program's environment: of its variables, and of the service account of a pod. Reads cases
// as JSON from standard input, writes one verdict for each. It puts the service account where the kubelet does, so it
// wants to run as root on a machine that is no pod.
package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/net/http/httpproxy"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
)

const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

type environmentCase struct {
	Variables map[string]string `json:"variables"`
	// The kubeconfig; none where empty.
	KubeConfig string `json:"kubeConfig"`
	// Files of the service account by name.
	ServiceAccount map[string]string `json:"serviceAccount"`
}

type verdict struct {
	Error string `json:"error,omitempty"`
	Facts *facts `json:"facts,omitempty"`
}

type facts struct {
	Host      string `json:"host"`
	Namespace string `json:"namespace"`
	Token     string `json:"token"`
	CA        string `json:"ca"`
	Proxy     string `json:"proxy"`
}

func main() {
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	var cases []environmentCase
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		panic(err)
	}
	if _, err := os.Stat(filepath.Dir(serviceAccountFolder)); err == nil {
		panic("this is a pod: its service account would be lost")
	}
	folder, err := os.MkdirTemp("", "environment")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	defer os.RemoveAll(filepath.Dir(serviceAccountFolder))
	verdicts := make([]verdict, len(cases))
	for i, each := range cases {
		verdicts[i] = judge(each, folder)
	}
	if err := json.NewEncoder(os.Stdout).Encode(verdicts); err != nil {
		panic(err)
	}
}

func write(path, content string) {
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		panic(err)
	}
}

func judge(each environmentCase, folder string) verdict {
	os.Clearenv()
	os.RemoveAll(filepath.Dir(serviceAccountFolder))
	if each.ServiceAccount != nil {
		if err := os.MkdirAll(serviceAccountFolder, 0o755); err != nil {
			panic(err)
		}
		for name, content := range each.ServiceAccount {
			write(filepath.Join(serviceAccountFolder, name), content)
		}
	}
	for name, value := range each.Variables {
		os.Setenv(name, value)
	}
	if each.KubeConfig != "" {
		path := filepath.Join(folder, "config")
		write(path, each.KubeConfig)
		os.Setenv("KUBECONFIG", path)
	}
	loader := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(
		clientcmd.NewDefaultClientConfigLoadingRules(), &clientcmd.ConfigOverrides{})
	config, err := loader.ClientConfig()
	if err != nil {
		return verdict{Error: err.Error()}
	}
	namespace, _, err := loader.Namespace()
	if err != nil {
		return verdict{Error: err.Error()}
	}
	out := &facts{Host: config.Host, Namespace: namespace, Token: config.BearerToken}
	// The transport prefers the file, and reads it without the line's end.
	if text, err := os.ReadFile(config.BearerTokenFile); err == nil && strings.TrimSpace(string(text)) != "" {
		out.Token = strings.TrimSpace(string(text))
	}
	if text, err := os.ReadFile(config.TLSClientConfig.CAFile); err == nil {
		out.CA = string(text)
	}
	proxy, err := proxyFor(config)
	if err != nil {
		return verdict{Error: err.Error()}
	}
	if proxy != nil {
		out.Proxy = proxy.String()
	}
	return verdict{Facts: out}
}

// proxyFor is what the transport asks; net/http reads the environment but once, so its reader is asked itself.
func proxyFor(config *rest.Config) (*url.URL, error) {
	request, err := http.NewRequest("GET", config.Host, nil)
	if err != nil {
		return nil, err
	}
	if config.Proxy != nil {
		return config.Proxy(request)
	}
	ofEnvironment := httpproxy.FromEnvironment().ProxyFunc()
	return utilnet.NewProxierWithNoProxyCIDR(func(asked *http.Request) (*url.URL, error) {
		return ofEnvironment(asked.URL)
	})(request)
}
