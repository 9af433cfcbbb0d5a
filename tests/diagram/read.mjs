// What Mermaid's own parser understands of diagrams: for each file a line of JSON with its type and the texts in it, in
// their order, or with the error. Entities come as the parser keeps them until it draws.
import fs from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ securityLevel: "strict" });

const readers = {
  timeline: (db) => [
    db.getCommonDb().getDiagramTitle(),
    ...db.getTasks().map((task) => [task.section, task.task, ...task.events].join("|")),
  ],
  gantt: (db) => [
    db.getDiagramTitle(),
    ...db.getTasks().map((task) => [task.section, task.task, task.active, task.done, +task.startTime, +task.endTime].join("|")),
    ...Object.keys(db.getLinks()).map((link) => `link ${link}`),
  ],
  "flowchart-v2": (db) => [
    db.getDiagramTitle(),
    ...[...db.getVertices().values()].map((node) => `${node.id}|${node.text}|${node.link ?? ""}${node.haveCallback ?? ""}`),
    ...db.getSubGraphs().map((box) => `${box.id}|${box.title}|${box.nodes.length}`),
    ...db.getEdges().map((edge) => `${edge.start}|${edge.text}|${edge.end}`),
  ],
  pie: (db) => [db.getDiagramTitle(), ...[...db.getSections()].map(([name, count]) => `${name}|${count}`)],
};

for (const file of process.argv.slice(2)) {
  const text = fs.readFileSync(file, "utf8");
  try {
    await mermaid.parse(text);
    const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
    console.log(JSON.stringify({ type: diagram.type, texts: readers[diagram.type](diagram.db) }));
  } catch (error) {
    console.log(JSON.stringify({ type: "error", texts: [String(error.message ?? error)] }));
  }
}
