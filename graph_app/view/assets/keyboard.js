// Walking the graph without a mouse.
const DIRECTIONS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class Keyboard {
  constructor(view) {
    this.view = view;
    this.current = null;
    this.tie = null;
    this.listener = (event) => this.press(event);
    view.frame.canvas.addEventListener("keydown", this.listener);
  }

  destroy() {
    this.view.frame.canvas.removeEventListener("keydown", this.listener);
  }

  press(event) {
    if (!this.view.network || !this.handle(event)) return;
    event.preventDefault();
    // Streamlit has keys of its own for the whole page.
    event.stopPropagation();
  }

  handle(event) {
    const { view } = this;
    if (event.key in DIRECTIONS) return this.walk(DIRECTIONS[event.key], event.ctrlKey);
    if (event.key === "Enter") return this.choose();
    if (event.key === "t" || event.key === "T") return this.nextTie();
    if (event.key === "Home") return this.go(view.data.home);
    if (event.key === "Escape") return this.clear();
    if (event.key === "+" || event.key === "=") return view.zoom(1.25) ?? true;
    if (event.key === "-") return view.zoom(0.8) ?? true;
    if (event.key === "0") return view.fit() ?? true;
    return false;
  }

  // To the nearest node in that direction; distance aside counts double.
  walk([dx, dy], alongTies) {
    const places = this.view.network.getPositions();
    const from = places[this.current] ?? null;
    if (!from) return this.go(this.start(places));
    const ids = alongTies ? this.view.network.getConnectedNodes(this.current) : Object.keys(places);
    let best = null;
    let least = Infinity;
    for (const id of ids) {
      if (id === this.current) continue;
      const x = places[id].x - from.x;
      const y = places[id].y - from.y;
      const ahead = x * dx + y * dy;
      if (ahead <= 0) continue;
      const cost = ahead + 2 * Math.abs(x * dy - y * dx);
      if (cost < least) [best, least] = [id, cost];
    }
    if (best !== null) this.go(best);
    return true;
  }

  start(places) {
    const { home } = this.view.data;
    return home in places ? home : Object.keys(places)[0];
  }

  go(id) {
    if (!id || !this.view.nodes.get(id)) return true;
    this.current = id;
    this.tie = null;
    this.view.network.selectNodes([id], true);
    this.view.network.moveTo({ position: this.view.network.getPosition(id) });
    this.view.say(id);
    return true;
  }

  // Step through the ties of the current node, one at each press.
  nextTie() {
    if (this.current === null) return true;
    const ties = this.view.network.getConnectedEdges(this.current);
    if (!ties.length) return true;
    this.tie = ties[(ties.indexOf(this.tie) + 1) % ties.length];
    this.view.network.setSelection({ nodes: [], edges: [this.tie] });
    this.view.sayTie(this.tie);
    return true;
  }

  choose() {
    if (this.current === null) return true;
    if (!this.tie) this.view.network.selectNodes([this.current], true);
    this.view.report();
    return true;
  }

  clear() {
    this.current = null;
    this.tie = null;
    this.view.network.unselectAll();
    this.view.report();
    return true;
  }
}
