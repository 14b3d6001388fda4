import java.io.*;
import java.util.*;
import java.util.regex.*;
import java.util.stream.*;

/** A tiny contact center (one queue, live chats, units) that `switchboard drive` can step: see ../../PROTOCOL.md. */
public class Tiny {
    static final String HELLO = """
        {"hello": {"version": 1, "name": "tiny in Java", "answers": "done", "observes": ["state", "holder", "available"],
        "operations": ["arrival/new", "router/queue", "agent/accept", "agent/end", "customer/end"],
        "policy": {"name": "tiny", "queues": [{"name": "chat", "kind": "messaging"}],
        "workstreams": [{"name": "web", "channel": "live-chat", "queue": "chat", "cost": 50}], "users": [
        {"name": "ann", "units": 100, "queues": ["chat"]}, {"name": "bob", "units": 50, "queues": ["chat"]}]}}}"""
        .replace("\n", " ");
    static final Map<String, Integer> UNITS = new TreeMap<>(Map.of("ann", 100, "bob", 50));
    static final Map<String, String> MOVES = Map.of(
        "arrival/new new", "open", "agent/accept offered", "in-conversation", "agent/end in-conversation", "wrap-up",
        "customer/end open", "closed", "customer/end offered", "closed", "customer/end in-conversation", "wrap-up");
    static final Map<String, String[]> CHATS = new LinkedHashMap<>(); // by name, in the order of arrival: state, holder

    static long left(String agent) {
        return UNITS.get(agent) - 50 * CHATS.values().stream().filter(chat -> agent.equals(chat[1])).count();
    }

    /** Does what is asked; whether anything happened. */
    static boolean step(String actor, String operation, String name, String by) {
        if (actor.equals("router")) {
            var chat = CHATS.values().stream().filter(it -> it[0].equals("open")).findFirst();
            var agent = UNITS.keySet().stream().filter(it -> left(it) >= 50).findFirst();
            chat.ifPresent(it -> agent.ifPresent(who -> { it[0] = "offered"; it[1] = who; }));
            return chat.isPresent() && agent.isPresent();
        }
        var chat = CHATS.computeIfAbsent(name, it -> new String[] {"new", ""});
        var to = MOVES.get(actor + "/" + operation + " " + chat[0]);
        if (to == null || actor.equals("agent") && !chat[1].equals(by)) return false;
        chat[0] = to;
        if (to.equals("closed")) chat[1] = "";
        return true;
    }

    static String field(String name, String text) {
        var found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(text);
        return found.find() ? found.group(1) : "";
    }

    public static void main(String[] arguments) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in));
        for (String text = in.readLine(); text != null && !text.startsWith("{\"bye\""); text = in.readLine()) {
            if (text.startsWith("{\"reset\"")) CHATS.clear();
            if (!text.startsWith("{\"step\"")) { System.out.println(text.startsWith("{\"hello\"") ? HELLO : "{\"ready\":{}}"); continue; }
            var done = step(field("actor", text), field("operation", text), field("conversation", text), field("by", text));
            var chats = CHATS.entrySet().stream().map(it -> "{\"name\":\"%s\",\"state\":\"%s\"%s}".formatted(it.getKey(), it.getValue()[0], it.getValue()[1].isEmpty() ? "" : ",\"holder\":\"" + it.getValue()[1] + "\"")).collect(Collectors.joining(","));
            var people = UNITS.keySet().stream().map(it -> "{\"name\":\"%s\",\"available\":%d}".formatted(it, left(it))).collect(Collectors.joining(","));
            System.out.println("{\"%s\":{\"id\":%s,\"state\":{\"conversations\":[%s],\"people\":[%s]}}}".formatted(done ? "done" : "refused", text.replaceFirst("\\{\"step\":\\{\"id\":(\\d+).*", "$1"), chats, people));
        }
    }
}
