// Colours follow Streamlit's theme, which reaches components as CSS variables.
export function applyTheme(view) {
  if (!view.network) return;
  const style = getComputedStyle(view.frame.canvas);
  const read = (name) => style.getPropertyValue(name).trim();
  const text = read("--st-text-color");
  const page = read("--st-background-color");
  const accent = read("--st-primary-color");
  const line = read("--st-border-color");
  const font = read("--st-font").replaceAll('"', "") || "sans-serif";
  const key = [text, page, accent, line, font].join("|");
  if (key === view.themed) return;
  view.themed = key;
  view.colours = { text, line, land: read("--st-secondary-background-color") };
  view.network.setOptions({
    nodes: {
      font: { color: text, face: font, strokeWidth: 3, strokeColor: page },
      chosen: { node: (values) => emphasise(values, accent) },
    },
    edges: {
      color: { color: mix(text, page), highlight: accent, hover: accent, inherit: false },
    },
  });
}

function emphasise(values, accent) {
  values.borderColor = accent;
  values.borderWidth = 5;
}

// A line between text and page: visible, and quieter than the nodes.
function mix(text, page) {
  const [a, b] = [channels(text), channels(page)];
  if (!a || !b) return "#9aa7b0";
  const part = a.map((value, at) => Math.round(value * 0.38 + b[at] * 0.62));
  return `rgb(${part.join(",")})`;
}

function channels(colour) {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour);
  if (hex) return [0, 2, 4].map((at) => parseInt(hex[1].slice(at, at + 2), 16));
  const rgb = /^rgba?\((\d+)[ ,]+(\d+)[ ,]+(\d+)/.exec(colour);
  return rgb ? rgb.slice(1, 4).map(Number) : null;
}
