import java.util.Map;
import java.util.stream.Collectors;

/** The lines that drivers speak. */
final class Out {
  private Out() {}

  static void event(int index, String event, String key) {
    say(index, "{\"event\":" + quoted(event) + (key == null ? "" : ",\"key\":" + quoted(key)) + "}");
  }

  static void error(int index, Throwable error) {
    say(index, "{\"event\":\"error\",\"text\":" + quoted(String.valueOf(error)) + "}");
  }

  static void cache(int index, Map<String, String> versions) {
    String members =
        versions.entrySet().stream()
            .map(entry -> quoted(entry.getKey()) + ":" + quoted(entry.getValue()))
            .collect(Collectors.joining(","));
    say(index, "{\"cache\":{" + members + "}}");
  }

  private static synchronized void say(int index, String json) {
    System.out.println(index + " " + json);
    System.out.flush();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') quoted.append('\\').append(c);
      else if (c < 0x20) quoted.append(String.format("\\u%04x", (int) c));
      else quoted.append(c);
    }
    return quoted.append('"').toString();
  }
}
