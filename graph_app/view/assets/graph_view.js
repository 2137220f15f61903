// Streamlit calls the default export on every change of data or theme, with the same parent element.
import "./vis-network-10.1.2.min.js";
import { Keyboard } from "./keyboard.js";
import { applyTheme } from "./theme.js";
import { Frame } from "./frame.js";

const vis = globalThis.vis;
const views = new WeakMap();

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  let view = views.get(parentElement);
  if (!view) {
    view = new GraphView(parentElement.querySelector(".ga-graph"));
    views.set(parentElement, view);
  }
  view.setState = setStateValue;
  view.trigger = setTriggerValue;
  view.show(data);
  return () => {
    view.destroy();
    views.delete(parentElement);
  };
}

class GraphView {
  constructor(root) {
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.revision = 0;
    this.frame = new Frame(root, this);
    // For the browser's console, and for tests that ask where nodes stand.
    root.graphView = this;
    this.keyboard = new Keyboard(this);
  }

  show(data) {
    if (!data) return;
    this.data = data;
    this.frame.update(data);
    if (data.revision !== this.revision && !this.apply(data)) return;
    this.select(data.selected);
    applyTheme(this);
    if (data.fit !== this.fitted) {
      this.fitted = data.fit;
      this.fit();
    }
  }

  // A patch fits only on the state it was made for; otherwise the whole picture is asked for.
  apply(data) {
    if (data.kind === "patch" && data.base !== this.revision) {
      if (this.asked !== data.revision) {
        this.asked = data.revision;
        this.trigger("resync", { have: this.revision, want: data.revision });
      }
      return false;
    }
    if (data.kind === "full") {
      const nodes = new Set(data.nodes.map((node) => node.id));
      const edges = new Set(data.edges.map((edge) => edge.id));
      this.edges.remove(this.edges.getIds().filter((id) => !edges.has(id)));
      this.nodes.remove(this.nodes.getIds().filter((id) => !nodes.has(id)));
    } else {
      this.edges.remove(data.drop_edges);
      this.nodes.remove(data.drop_nodes);
    }
    this.nodes.update(data.nodes.map(asText));
    this.edges.update(data.edges.map(asText));
    if (!this.network) this.create(data.options);
    else this.network.setOptions(withoutKeyboard(data.options));
    this.revision = data.revision;
    this.themed = null;
    return true;
  }

  create(options) {
    this.network = new vis.Network(
      this.frame.canvas,
      { nodes: this.nodes, edges: this.edges },
      withoutKeyboard(options),
    );
    this.frame.canvas.querySelector("canvas")?.setAttribute("aria-hidden", "true");
    this.network.on("beforeDrawing", (context) => this.drawBackdrop(context));
    this.network.on("afterDrawing", (context) => this.drawRings(context));
    // A click on what the keyboard has already selected changes nothing, and is meant all the same.
    this.network.on("select", () => this.report());
    this.network.on("click", () => this.report());
    this.network.on("doubleClick", ({ nodes }) => {
      if (nodes.length) this.trigger("double_click", nodes[0]);
    });
    this.resizing = new ResizeObserver(() => this.network?.redraw());
    this.resizing.observe(this.frame.canvas);
  }

  drawBackdrop(context) {
    if (!this.data.backdrop.length) return;
    context.save();
    context.fillStyle = this.colours?.land ?? "#eef2f4";
    context.strokeStyle = this.colours?.line ?? "#cfd8de";
    context.lineWidth = 1 / this.network.getScale();
    for (const ring of this.data.backdrop) {
      context.beginPath();
      for (let at = 0; at < ring.length; at += 2) context.lineTo(ring[at], ring[at + 1]);
      context.closePath();
      context.fill();
      context.stroke();
    }
    context.restore();
  }

  // The home city, the focus and what a search found carry a ring: not colour alone.
  drawRings(context) {
    const strong = this.nodes.get({ filter: (node) => node.strong });
    context.save();
    context.strokeStyle = this.colours?.text ?? "#1b2a34";
    context.lineWidth = 2;
    for (const node of strong) {
      const place = this.network.getPosition(node.id);
      context.beginPath();
      context.arc(place.x, place.y, node.size + 7, 0, 2 * Math.PI);
      context.stroke();
    }
    context.restore();
  }

  select(wanted) {
    const key = JSON.stringify(wanted);
    if (!this.network || key === this.selectedKey) return;
    this.selectedKey = key;
    const known = wanted.filter((id) => this.nodes.get(id));
    this.network.setSelection({ nodes: known, edges: [] }, { highlightEdges: true });
    this.reported = JSON.stringify({ nodes: known, edges: [] });
    if (known.length === 1) this.keyboard.current = known[0];
  }

  report() {
    const { nodes, edges } = this.network.getSelection();
    const selection = { nodes, edges: nodes.length ? [] : edges };
    const key = JSON.stringify(selection);
    if (key === this.reported) return;
    this.reported = key;
    this.selectedKey = JSON.stringify(nodes);
    this.setState("selection", selection);
  }

  say(id) {
    const node = this.nodes.get(id);
    if (node) this.frame.live.textContent = (node.title ?? node.label).replaceAll("\n", ", ");
  }

  sayTie(id) {
    const tie = this.edges.get(id);
    const ends = [tie.from, tie.to].map((end) => this.nodes.get(end)?.label ?? "");
    const words = [ends.join(" – "), ...(tie.title ?? "").split("\n")];
    this.frame.live.textContent = words.join(", ");
  }

  fit() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.network?.fit({ maxZoomLevel: 1.1, animation: calm || !this.painted ? false : { duration: 300 } });
    this.painted = true;
  }

  zoom(factor) {
    this.network.moveTo({ scale: Math.min(8, Math.max(0.02, this.network.getScale() * factor)) });
  }

  destroy() {
    this.resizing?.disconnect();
    this.keyboard.destroy();
    this.network?.destroy();
    this.network = null;
  }
}

// vis-network shows strings as text and elements as markup: it is only ever given strings.
function asText(item) {
  const copy = { ...item };
  for (const name of ["label", "title"]) if (copy[name] != null) copy[name] = String(copy[name]);
  return copy;
}

function withoutKeyboard(options) {
  return { ...options, interaction: { ...options.interaction, keyboard: false } };
}
