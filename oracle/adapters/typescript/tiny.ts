// A tiny contact center (one queue, live chats, units) that `switchboard drive` can step: see ../../PROTOCOL.md.
// Run it with `node tiny.ts` (Node 22.18 or newer), or with `node --experimental-strip-types tiny.ts` (22.6 or newer).
import { createInterface } from "node:readline";

type Chat = { state: string; holder: string | null };
type Act = { actor: string; operation: string; conversation?: string; by?: string };

const COST = 50;
const UNITS: Record<string, number> = { ann: 100, bob: 50 };
const MOVES: Record<string, Record<string, string>> = {
  "arrival/new": { new: "open" },
  "agent/accept": { offered: "in-conversation" },
  "agent/end": { "in-conversation": "wrap-up" },
  "customer/end": { open: "closed", offered: "closed", "in-conversation": "wrap-up" },
};
const users = Object.entries(UNITS).map(([name, units]) => ({ name, units, queues: ["chat"] }));
const workstreams = [{ name: "web", channel: "live-chat", queue: "chat", cost: COST }];
const policy = { name: "tiny", queues: [{ name: "chat", kind: "messaging" }], workstreams, users };
const operations = ["router/queue", ...Object.keys(MOVES)];
const observes = ["state", "holder", "available", "line"];
const hello = { version: 1, name: "tiny in TypeScript", policy, operations, answers: "done", observes };
const chats = new Map<string, Chat>(); // in the order of arrival

const left = (agent: string): number =>
  UNITS[agent] - COST * [...chats.values()].filter((chat) => chat.holder === agent).length;

/** Does what is asked; whether anything happened. */
function step({ actor, operation, conversation = "", by }: Act): boolean {
  if (actor === "router") {
    const waiting = [...chats.values()].find((chat) => chat.state === "open");
    const agent = Object.keys(UNITS).find((name) => left(name) >= COST);
    if (waiting && agent) Object.assign(waiting, { state: "offered", holder: agent });
    return Boolean(waiting && agent);
  }
  const chat = chats.get(conversation) ?? { state: "new", holder: null };
  const to = MOVES[`${actor}/${operation}`][chat.state];
  if (!to || (actor === "agent" && chat.holder !== by)) return false;
  chats.set(conversation, Object.assign(chat, { state: to, holder: to === "closed" ? null : chat.holder }));
  return true;
}

function state() {
  const conversations = [...chats].map(([name, chat]) => ({ name, ...chat }));
  const line = conversations.filter((chat) => chat.state === "open").map((chat) => chat.name);
  const people = Object.keys(UNITS).map((name) => ({ name, available: left(name) }));
  return { conversations, people, queues: [{ name: "chat", line }] };
}

for await (const text of createInterface({ input: process.stdin })) {
  const [asked, body] = Object.entries<any>(JSON.parse(text))[0];
  if (asked === "bye") process.exit(0);
  if (asked === "reset") chats.clear();
  const answer = () => ({ [step(body.action) ? "done" : "refused"]: { id: body.id, state: state() } });
  const reply = asked === "hello" ? { hello } : asked === "reset" ? { ready: {} } : answer();
  process.stdout.write(JSON.stringify(reply) + "\n");
}
