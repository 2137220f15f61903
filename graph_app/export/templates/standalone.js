(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const options = data.options;
  options.nodes.font = { color: colour("--text"), strokeWidth: 3, strokeColor: colour("--page") };
  options.edges.color = { color: "#8a97a0", highlight: colour("--accent"), hover: colour("--accent"), inherit: false };
  const network = new vis.Network(document.getElementById("graph"), { nodes, edges }, options);
  const details = document.getElementById("details");
  const rows = new Map();
  for (const row of document.querySelectorAll("tr[data-id]")) rows.set(row.dataset.id, row);

  network.on("select", ({ nodes: chosen, edges: lines }) => {
    if (chosen.length) showNode(chosen[0]);
    else if (lines.length) show(edges.get(lines[0]).title, [lines[0]]);
  });
  document.getElementById("search").addEventListener("input", ({ target }) => search(target.value));

  function showNode(id) {
    show(nodes.get(id).title, network.getConnectedEdges(id));
  }

  function show(title, ties) {
    details.replaceChildren();
    const [first, ...rest] = String(title).split("\n");
    add("h3", first);
    if (rest.length) add("p", rest.join(" · "));
    for (const id of ties.slice(0, 200)) {
      const row = rows.get(id);
      if (!row) continue;
      const cells = [...row.cells].map((cell) => cell.textContent);
      const line = add("p", cells.slice(0, 4).join(" · "));
      const link = row.querySelector("a");
      if (link) line.append(" ", link.cloneNode(true));
    }
  }

  function add(tag, text) {
    const element = document.createElement(tag);
    element.textContent = text;
    details.append(element);
    return element;
  }

  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ø/g, "o").replace(/ł/g, "l");
  }

  function search(text) {
    const wanted = fold(text.trim());
    const found = wanted ? data.nodes.filter((node) => fold(node.title).includes(wanted)).map((node) => node.id) : [];
    network.selectNodes(found, true);
    if (found.length === 1) showNode(found[0]);
    for (const [id, row] of rows) row.hidden = Boolean(wanted) && nodes.get(id) !== null && !found.includes(id);
    if (found.length) network.fit({ nodes: found, maxZoomLevel: 1, animation: false });
    else network.fit();
  }
})();
